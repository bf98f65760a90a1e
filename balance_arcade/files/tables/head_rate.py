"""The sampling rate that lines above the names state, as programs and people write it.

``1,000 Hz``, ``1 kHz`` and ``Sampling frequency (kHz): 2`` are all rates of plates, and a number
alone says less than it seems: a comma before three digits parts thousands or is a decimal sign, and
``1/100`` or ``10 ms`` is an interval. Where only one reading is a rate that boards have, it is that
one; else none is taken, and the rate is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LEAST_HZ: Final = 5.0
MOST_HZ: Final = 20_000.0
"""Boards and plates sample within these; outside, a number was read in the wrong way."""

# Nexus writes the rate on a line of its own below "Devices", Qualisys behind FREQUENCY.
_RATE = re.compile(
    r"(?:(?P<before>(?:sampl\w{0,20}|acquisition|data|scan)[ _]{0,3}(?:rate|freq\w{0,20})"
    r"[^0-9\n]{0,40}?)|^frequency[\t ,;:=]{1,8}|^Devices[;,\t ]{0,400}\n)"
    r"(?P<number>\d{1,3}(?:[ '\u2019\xa0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*(?:e[-+]?\d{1,3})?)"
    r"(?=(?P<behind>[^\n]{0,12}))",
    re.IGNORECASE | re.MULTILINE,
)
_KILO = re.compile(r"k\s?(?:hz|s/s|samples)", re.IGNORECASE)
# An interval instead of a rate, or what a line carries.
_NO_RATE = re.compile(r"\s{0,3}(?:/\s?\d|[mµun]?s(?:ec\w{0,6})?\b(?!/)|baud|bit|bps|byte|%)")
_GROUPED = re.compile(r"\d{1,3}(?P<sign>[,.])\d{3}")
_BLANKS = " '\u2019\xa0\u202f"


def head_rate(lines: Sequence[str]) -> float | None:
    r"""Find the sampling rate that lines above the names state, in hertz.

    Parameters
    ----------
    lines : sequence of str
        Above the names.

    Returns
    -------
    float or None
        None where there is none, where lines state different ones, and where what is written may
        be read in two ways.

    Examples
    --------
    >>> head_rate(["Sampling rate (Hz):\t200"]), head_rate(["FREQUENCY\t1000"]), head_rate(["a"])
    (200.0, 1000.0, None)
    >>> head_rate(["Sample rate: 2,000 Hz"]), head_rate(["Sampling frequency (kHz): 1.2"])
    (2000.0, 1200.0)
    >>> head_rate(["EMG sampling rate 2000 Hz", "force sampling rate 100 Hz"]) is None
    True
    """
    rates = stated_rates(lines)
    return rates[0] if len(rates) == 1 else None


def stated_rates(lines: Sequence[str]) -> tuple[float, ...]:
    """Give all different rates that lines state, in hertz, in their order."""
    found: list[float] = []
    for match in _RATE.finditer("\n".join(lines)):
        if _NO_RATE.match(match["behind"]):
            continue
        kilo = _KILO.search((match["before"] or "") + match["behind"])
        rate_hz = _rate_of(match["number"], 1000.0 if kilo else 1.0)
        if rate_hz is not None and rate_hz not in found:
            found.append(rate_hz)
    return tuple(found)


def no_rate(lines: Sequence[str]) -> str:
    """Say what lines above the names state, where that is not one rate; empty where nothing is.

    Examples
    --------
    >>> no_rate(["EMG sampling rate 2000 Hz", "force sampling rate 100 Hz"])
    '; its head states 2000 Hz and 100 Hz'
    """
    rates = stated_rates(lines)
    listed = " and ".join(f"{rate_hz:g} Hz" for rate_hz in rates)
    return f"; its head states {listed}" if len(rates) > 1 else ""


def _rate_of(text: str, unit_hz: float) -> float | None:
    """One rate out of a number that may be read in more than one way."""
    readings = sorted({value * unit_hz for value in _readings(text)})
    likely = [rate_hz for rate_hz in readings if LEAST_HZ <= rate_hz <= MOST_HZ]
    if len(likely) == 1:
        return likely[0]
    # A rate that no board has is still what the file says, where it says it plainly.
    return readings[0] if len(readings) == 1 and readings[0] > 0.0 else None


def _readings(text: str) -> tuple[float, ...]:
    if any(blank in text for blank in _BLANKS):
        # "1 000" is a thousand; so may be the two numbers of two columns.
        first, *_ = re.split(f"[{_BLANKS}]", text)
        return float(first), float(re.sub(f"[{_BLANKS}]", "", text))
    signs = re.sub(r"[^.,]", "", text)
    if len(signs) > 1:
        # 1,000.0 and 1.000,0: the last sign is the decimal one, unless all are alike.
        parting = signs[0]
        whole = text.replace(parting, "")
        return (float(whole.replace(",", ".")),) if whole.count(signs[-1]) <= 1 else ()
    value = float(text.replace(",", "."))
    grouped = _GROUPED.fullmatch(text)
    # "10.000" is what programs print for ten; "10,000" is ten in one country and not in another.
    if grouped is None or (grouped["sign"] == "." and value >= LEAST_HZ):
        return (value,)
    return value, value * 1000.0
