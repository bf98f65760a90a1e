"""Linux's Bluetooth daemon, asked over D-Bus: pairing, switching off, and what stands in the way.

`pair` joins the rest: `host` (adapter, rfkill and versions of this computer), `dbus` (the bus),
`bluetoothd` (adapters and boards that it knows), `agent` (answers for the PIN) and `pairing` (the
steps to a paired board). `checks` are the findings of ``doctor``, `facts` what is known of each
version, and `troubles` puts errors and log lines into words.
"""
