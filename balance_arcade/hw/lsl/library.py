"""The LSL library: loaded when it is needed, and limited to this computer by default."""

from __future__ import annotations

import importlib
import threading
from types import ModuleType
from typing import Final

from balance_arcade.core.errors import BoardUnavailableError, ConfigError, UnavailableReason

SCOPES: Final = ("machine", "link", "site", "own")
"""How far streams are looked for and answered: this computer, its network, its site; ``own`` leaves
it to liblsl's own file (lsl_api.cfg)."""

_CONFIG = """[multicast]
ResolveScope = {scope}
{only_here}
[log]
level = -3
"""
# No question leaves this computer then; the peer that is named answers also where multicast is off.
_ONLY_HERE = """AddressesOverride = {127.0.0.1}
[lab]
KnownPeers = {127.0.0.1}
[ports]
IPv6 = disable
"""

_lock = threading.Lock()
_chosen: list[str] = []


def load_lsl(address: str, scope: str) -> ModuleType:
    """Load pylsl with a scope, which holds for the whole process.

    Parameters
    ----------
    address : str
        For errors.
    scope : str
        One of `SCOPES`.

    Returns
    -------
    module
        pylsl.

    Raises
    ------
    BoardUnavailableError
        pylsl or its library is not there.
    ConfigError
        This process has loaded it with another scope.
    """
    try:
        lsl = importlib.import_module("pylsl")
    except (ImportError, RuntimeError, OSError) as error:
        raise BoardUnavailableError(
            f"LSL is not installed ({str(error).splitlines()[0]}).",
            address=address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint="Install it: pip install 'balance-arcade[lsl]'.",
        ) from error
    with _lock:
        # liblsl reads its configuration once, at the first call; later ones change nothing.
        if not _chosen:
            _configure(lsl, address, scope)
            _chosen.append(scope)
        elif _chosen[0] != scope:
            raise ConfigError(
                f"LSL is in use with scope={_chosen[0]} here, so it cannot have scope={scope}.",
                hint="Give all streams of one program the same scope.",
            )
    return lsl


def _configure(lsl: ModuleType, address: str, scope: str) -> None:
    if scope == "own":
        return
    text = _CONFIG.format(scope=scope, only_here=_ONLY_HERE if scope == "machine" else "")
    try:
        lsl.set_config_content(text)
    except NotImplementedError as error:
        raise BoardUnavailableError(
            "The installed liblsl cannot limit how far it looks for streams.",
            address=address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint="Update it: pip install 'balance-arcade[lsl]', or use scope=own.",
        ) from error
