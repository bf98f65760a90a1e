"""What one side has to know of the other, as one line: in a file, in a QR code, or typed.

``balance-arcade:board?key=HEX&ctl=HOST:PORT&name=NAME`` tells a station about a computer with
boards, ``balance-arcade:station?key=HEX&name=NAME`` the other way. Only public keys stand in it.
That nobody has put another one in its place is what the fingerprint is compared for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.endpoints import check_endpoint
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.key_pair import parse_key

SCHEME = "balance-arcade:"
MAX_FILE_BYTES = 4096
_HOW = "`balance-arcade keys show --out FILE` on the other computer writes one."


@dataclass(frozen=True, slots=True)
class Pairing:
    """One line of pairing.

    Attributes
    ----------
    kind : {"board", "station"}
        Of whom it tells.
    key : bytes
        Its public key.
    ctl : str
        Endpoint of a board's control port; empty for a station, and where it is not known.
    name : str
        What the other side calls itself; empty for nothing.

    Examples
    --------
    >>> line = str(Pairing("board", bytes(32), "tcp://192.168.1.5:5572", "ward-3"))
    >>> line.replace("00" * 32, "...")
    'balance-arcade:board?key=...&ctl=192.168.1.5:5572&name=ward-3'
    >>> read_pairing(line).ctl
    'tcp://192.168.1.5:5572'
    """

    kind: str
    key: bytes
    ctl: str = ""
    name: str = ""

    def __str__(self) -> str:
        """Line as it is written, shown and scanned."""
        told = {"key": self.key.hex(), "ctl": self.ctl.removeprefix("tcp://"), "name": self.name}
        rows = [f"{field}={quote(text, safe=':[]')}" for field, text in told.items() if text]
        return f"{SCHEME}{self.kind}?{'&'.join(rows)}"

    @property
    def fingerprint(self) -> str:
        """Of the public key."""
        return fingerprint(self.key)


def read_pairing(text: str, kind: str = "board") -> Pairing:
    """Read a line of pairing, or the file that holds one.

    Parameters
    ----------
    text : str
        The line itself, or the name of a file.
    kind : {"board", "station"}
        Of whom it is to tell.

    Raises
    ------
    ConfigError
        There is no such file, it holds no such line, or it tells of the other kind.
    """
    line = text.strip()
    if not line.startswith(SCHEME):
        line = _line_in(Path(text))
    found, _, rest = line.removeprefix(SCHEME).partition("?")
    if found != kind:
        raise ConfigError(
            f"This tells of a {found[:20] or 'nothing'}, and that of a {kind} is wanted.", hint=_HOW
        )
    fields = {name: values[-1] for name, values in parse_qs(rest).items()}
    ctl = fields.get("ctl", "")
    name = fields.get("name", "")
    return Pairing(
        kind,
        parse_key(fields.get("key", "")),
        check_endpoint(f"tcp://{ctl}", keyed=True) if ctl else "",
        name if name.isprintable() else "",
    )


def _line_in(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(MAX_FILE_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).", hint=_HOW) from error
    for line in text.splitlines():
        if line.strip().startswith(SCHEME):
            return line.strip()
    raise ConfigError(f"{path} holds no line of pairing.", hint=_HOW)
