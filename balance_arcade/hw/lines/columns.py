"""What stands in which column of a line."""

from __future__ import annotations

from balance_arcade.core.errors import ConfigError

CORNERS = ("tl", "tr", "bl", "br")
TICKS_A_SECOND = {"t_s": 1.0, "t_ms": 1e3, "t_us": 1e6}
"""Names of a time column, and how many of its units make a second."""

SEQUENCE = "seq"
LEFT_OUT = "-"
MOST_COLUMNS = 64


class Columns:
    """The columns of a line.

    Parameters
    ----------
    names : tuple of str
        One a column: ``tl tr bl br`` once each; at most one of ``t_s t_ms t_us``, at most one
        ``seq``, and ``-`` for what is left out.

    Attributes
    ----------
    corners : tuple of int
        Columns of tl, tr, bl, br.
    time, sequence : int
        Columns of time and number; -1 where there are none.
    ticks_a_second : float
        Unit of the time; 0 without one.
    needed : tuple of int
        Columns that must be numbers.

    Examples
    --------
    >>> columns = Columns(("t_ms", "tl", "tr", "-", "bl", "br"))
    >>> columns.corners, columns.time, columns.sequence, columns.ticks_a_second
    ((1, 2, 4, 5), 0, -1, 1000.0)
    """

    def __init__(self, names: tuple[str, ...] = CORNERS) -> None:
        self.names = names
        a, b, c, d = (names.index(corner) for corner in CORNERS)
        self.corners = (a, b, c, d)
        times = [i for i, name in enumerate(names) if name in TICKS_A_SECOND]
        self.time = times[0] if times else -1
        self.ticks_a_second = TICKS_A_SECOND[names[times[0]]] if times else 0.0
        self.sequence = names.index(SEQUENCE) if SEQUENCE in names else -1
        extra = (i for i in (self.time, self.sequence) if i >= 0)
        self.needed = (*self.corners, *extra)

    def __len__(self) -> int:
        return len(self.names)


def parse_columns(text: str, address: str) -> Columns:
    """Read the option ``columns``.

    Parameters
    ----------
    text : str
        Names, separated by commas; empty for ``tl,tr,bl,br``.
    address : str
        For the message.

    Returns
    -------
    Columns

    Raises
    ------
    ConfigError
        A name is unknown or stands twice, or a corner is missing.

    Examples
    --------
    >>> parse_columns("tr,tl,bl,br", "lines:-").corners
    (1, 0, 2, 3)
    """
    names = tuple(name.strip().lower() for name in text.split(",")) if text else CORNERS
    hint = "Name tl, tr, bl and br, if you like t_s, t_ms or t_us and seq, and - for the others."

    def wrong(what: str) -> ConfigError:
        return ConfigError(f"In '{address}' the option columns={text} {what}.", hint=hint)

    known = (*CORNERS, *TICKS_A_SECOND, SEQUENCE, LEFT_OUT)
    for name in names:
        if name not in known:
            raise wrong(f"has the unknown name '{name}'")
        if name != LEFT_OUT and names.count(name) > 1:
            raise wrong(f"names {name} twice")
    missing = [corner for corner in CORNERS if corner not in names]
    if missing:
        raise wrong(f"does not name {', '.join(missing)}")
    if sum(name in TICKS_A_SECOND for name in names) > 1:
        raise wrong("names two times")
    if len(names) > MOST_COLUMNS:
        raise wrong(f"names more than {MOST_COLUMNS} columns")
    return Columns(names)
