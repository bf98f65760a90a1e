"""Continuous recordings of a BIDS dataset (``..._physio.tsv.gz``) as tables of text.

Names and units of the columns, and the rate, stand in the JSON of the same name beside it; the
samples have no line of names, and ``n/a`` where a value is missing. What is the same for the whole
record, the spacing of the corners and whether it is simulated, is read where we wrote it.

Not done: a JSON further up in the dataset that holds for several recordings.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import re
import zlib
from pathlib import Path
from typing import Any, Final

import msgspec

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, Scalar
from balance_arcade.files.tables.encoding import TextFile

_ENDING: Final = "_physio.tsv.gz"
_OURS: Final = "BalanceArcade"
_SAID: Final = ("width_mm", "length_mm", "origin")
_MISSING = re.compile(rb"(?<![^\t\n])n/a(?![^\t\n])")


def is_bids(path: Path) -> bool:
    """Say whether a file is a continuous recording of BIDS, by its name."""
    return path.name.lower().endswith(_ENDING)


def read_bids_file(path: Path) -> TextFile:
    """Read a recording with the names that its JSON gives it.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    TextFile
        A table with a line of names, a tab between cells.

    Raises
    ------
    RecordingError
        It or the JSON beside it cannot be read, or they do not fit each other.
    """
    about = _about(path)
    names = about.get("Columns")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _fault(path, "its JSON names no Columns")
    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise _fault(path, f"it cannot be unpacked ({error})") from error
    lines = [line for line in data.split(b"\n") if line.strip(b"\r")]
    if not lines or lines[0].count(b"\t") + 1 != len(names):
        raise _fault(path, f"its rows have not the {len(names)} columns that its JSON names")
    # A sample that was lost is a row in which nothing is known.
    rows = [line for line in (_MISSING.sub(b"", line) for line in lines) if line.strip(b"\t\r")]
    head = _said(about, with_rate="time" not in [name.lower() for name in names])
    header = "\t".join(_header(about, name) for name in names)
    return TextFile(path, b"\n".join([*head, header.encode(), *rows]) + b"\n")


def events_of(path: Path) -> tuple[Event, ...]:
    """Read the events beside a recording; none where there is no such file.

    Parameters
    ----------
    path : Path
        Of the samples.

    Returns
    -------
    tuple of Event
        On the clock of the samples where we wrote them, else from the first sample on.

    Raises
    ------
    RecordingError
        The table cannot be read.
    """
    table = _events_table(path)
    if not table.exists():
        return ()
    try:
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _fault(table, "its events cannot be read") from error
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [event for row in rows if (event := _event(row)) is not None]
    return tuple(sorted(found, key=lambda event: event.t_s))


def files_beside(path: Path) -> tuple[Path, ...]:
    """List the files that are read with a recording; none for a file that is none of BIDS.

    Examples
    --------
    >>> files_beside(Path("walk.csv"))
    ()
    """
    if not is_bids(path):
        return ()
    return tuple(file for file in (_about_file(path), _events_table(path)) if file.is_file())


def _events_table(path: Path) -> Path:
    name = re.sub(r"(_recording-[^_]+)?_physio\.tsv\.gz$", "_events.tsv", path.name)
    return path.with_name(name)


def _about_file(path: Path) -> Path:
    return path.with_name(path.name[: -len(".tsv.gz")] + ".json")


def _event(row: dict[str, str]) -> Event | None:
    try:
        t_s = float(row.get("time") or row.get("onset") or "nan")
    except ValueError:
        return None
    if not math.isfinite(t_s):
        return None
    kind = row.get("trial_type") or "n/a"
    data = row.get("data") or "n/a"
    try:
        told = msgspec.json.decode(data if data != "n/a" else "{}", type=dict[str, Scalar])
    except msgspec.MsgspecError:
        told = {"text": data}
    return Event(t_s, kind if kind != "n/a" else "bids.event", told)


def _about(path: Path) -> dict[str, Any]:
    beside = _about_file(path)
    try:
        about = json.loads(beside.read_bytes())
    except FileNotFoundError as error:
        raise RecordingError(
            f"{path.name} has no {beside.name} beside it, which names its columns.",
            hint="Copy both files, or decompress it and give --columns and --rate.",
        ) from error
    except (OSError, ValueError) as error:
        raise _fault(beside, f"it cannot be read ({error})") from error
    if not isinstance(about, dict):
        raise _fault(beside, "it holds no object")
    return about


def _said(about: dict[str, Any], *, with_rate: bool) -> list[bytes]:
    """Lines above the names, as `balance_arcade.files.tables.columns` reads them."""
    ours = about.get(_OURS)
    said = {name: ours[name] for name in _SAID if name in ours} if isinstance(ours, dict) else {}
    if said.get("origin") == "real":
        del said["origin"]
    if with_rate and isinstance(about.get("SamplingFrequency"), int | float):
        said["rate_hz"] = about["SamplingFrequency"]
    return [f"# {name} = {value}".encode() for name, value in said.items()]


def _header(about: dict[str, Any], name: str) -> str:
    own = about.get(name)
    unit = own.get("Units", "") if isinstance(own, dict) else ""
    if unit and _OURS in about:
        # As in the tables that we write, which have columns that no other program names.
        return f"{name}_{unit.lower()}"
    return f"{name} ({unit})" if unit else name


def _fault(path: Path, why: str) -> RecordingError:
    return RecordingError(f"{path.name}: {why}.", hint="Copy it again, or export it again.")
