"""The station off the machine: who may see the page over the network, and who may steer.

From the outside in:

- `door` looks at every request: host, origin, session, token, role; nothing behind it is asked
  before;
- `pages` are the routes of login, log-out and pairing; `desk` is what the page on this computer
  offers beside the board when the station is on the network: the QR code and the list of devices;
- `office` decides: it joins `accounts`, `passwords`, `sessions`, `devices`, `pairing` and `limits`;
- `certificate` makes or reads the certificate, `words` writes its fingerprint so that people can
  read it out;
- `serving` puts the door behind TLS.

Times are monotonic nanoseconds of a `Clock` that is passed in; what is kept over a restart
(devices, certificate) bears wall time.
"""
