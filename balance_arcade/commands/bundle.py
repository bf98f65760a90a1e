"""``doctor --bundle``: one file for whoever is asked for help, without anybody's data in it.

What goes in is chosen, not what stays out: versions, findings, rates and jitter, checks of boards,
settings of the environment, and the logs line by line. A line that names a file which is not a
recording of ours is left out whole, because a file's name may be a person's.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.core.logs import without_people
from balance_arcade.core.session_log import SUFFIX
from balance_arcade.files.recording import peek_header
from balance_arcade.files.recording.parts import RecordingParts
from balance_arcade.files.recording.writer import PART
from balance_arcade.hw.calibration import calibration_folder
from balance_arcade.hw.calibration.quality import read_history
from balance_arcade.hw.finding import Finding
from balance_arcade.records.person_files import PEOPLE

N_RECORDINGS = 10
N_LOGS = 10
MAX_LOG_BYTES = 500_000
"""The end of each log; the bundle stays small enough for a letter."""

MAX_SAMPLES = 30_000
LEFT_OUT = "[a line that names a file or a person]"
ABOUT = """What `balance-arcade doctor --bundle` has collected on this computer.

versions.json     Python, system, packages
findings.json     what doctor found
boards.json       rate and jitter of the newest recordings, without their loads
quality.json      checks of boards with a known mass
settings.json     settings of the environment
logs/             ends of the newest sessions' logs

Left out: recordings, people's files, pseudonyms, what somebody has typed, names of files and
folders. Look through it before you send it: it is plain text.
"""

_OURS = re.compile(r"\d{8}T\d{6}Z-[A-Za-z0-9-]+\.mcap(?:\.part)?")
_FILE = re.compile(
    r"\.(?:mcap|csv|tsv|txt|xdf|c3d|parquet|toml|json|jsonl|html?|pdf|svg|png|part|bak|xlsx?|docx?)\b",
    re.IGNORECASE,
)
# The log says of an order only its name; of an event its data, which a later version might write.
_TYPED = re.compile(r"\b(?:text|note|label|name|person|patient)\b\s*[=:]", re.IGNORECASE)
_SETTINGS = re.compile(r"(?:BALANCE_ARCADE|SDL|NUMBA|PYTHON)_?[A-Z_]*")


def write_bundle(path: Path, folder: Path, findings: Sequence[Finding]) -> int:
    """Write the bundle.

    Parameters
    ----------
    path : Path
        The zip file to be.
    folder : Path
        Of the recordings.
    findings : sequence of Finding
        What the checks found.

    Returns
    -------
    int
        Files in it.

    Raises
    ------
    ConfigError
        It cannot be written.
    """
    # A short name may be a part of a longer one, of which the rest would stay.
    hidden = sorted(known_people(folder), key=len, reverse=True)
    facts: dict[str, Any] = {
        "versions.json": versions(),
        "findings.json": msgspec.to_builtins(findings),
        "boards.json": list(boards(folder)),
        "quality.json": quality(calibration_folder()),
        "settings.json": {k: v for k, v in os.environ.items() if _SETTINGS.fullmatch(k)},
    }
    texts = {"about.txt": ABOUT}
    texts |= {name: json.dumps(_clean(fact, hidden), indent=1) for name, fact in facts.items()}
    for index, log in enumerate(_newest(folder, f"**/*{SUFFIX}*", N_LOGS)):
        # A number and no name: the name of a log may be that of a session that somebody named.
        texts[f"logs/{index + 1:02d}.log"] = "\n".join(clean_lines(_end_of(log), hidden)) + "\n"
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in texts.items():
                bundle.writestr(name, text)
    except OSError as error:
        raise ConfigError(
            f"The bundle {path} cannot be written ({error.strerror}).", hint="Name another file."
        ) from error
    return len(texts)


def known_people(folder: Path) -> frozenset[str]:
    """Pseudonyms that this computer knows: of people's files and of recordings."""
    found = {path.name.split(".")[0] for path in folder.glob(f"**/{PEOPLE}/*") if path.is_file()}
    for path in folder.glob("**/*.mcap"):
        try:
            found.add(peek_header(path).person)
        except RecordingError:
            continue  # A damaged one tells nobody's name.
    return frozenset(name for name in found if name)


def versions() -> dict[str, Any]:
    """Versions of Python, the system and every package that is needed or may be used."""
    try:
        lines = requires("balance-arcade") or []
    except PackageNotFoundError:
        lines = []
    packages = {}
    for name in sorted({re.split(r"[ ;<>=!~\[]", line, maxsplit=1)[0] for line in lines}):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "not installed"
    return {
        "balance_arcade": __version__,
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "packages": packages,
    }


def boards(folder: Path) -> Iterator[dict[str, Any]]:
    """Rate and jitter of the ends of the newest recordings, and what their board is."""
    for path in _newest(folder, "**/*.mcap*", N_RECORDINGS):
        if path.name.endswith((".mcap", f".mcap{PART}")):
            try:
                with RecordingParts(path.with_name(path.name.removesuffix(PART))) as parts:
                    yield _timing(parts)
            except RecordingError as error:
                yield {"unreadable": type(error).__name__}


def _timing(parts: RecordingParts) -> dict[str, Any]:
    parts.look()
    first = max(0, parts.last - MAX_SAMPLES + 1)
    blocks = [rows for rows, _ in parts.between(first, parts.last)]
    rows = np.concatenate(blocks) if blocks else np.empty(0, "i8,i8")
    board = parts.header.board
    facts: dict[str, Any] = {
        "board": board.model,
        "scheme": board.address.split(":", 1)[0],
        "origin": board.origin,
        "clock": board.clock,
        "nominal_rate_hz": board.nominal_rate_hz,
        "speed": board.speed,
        "calibrated": bool(board.calibration_id),
        "n_samples": parts.last + 1,
    }
    if len(rows) < 3:
        return facts
    steps_ms = np.diff(rows["t_host_ns"]) / 1e6
    span_s = float(rows["t_s"][-1] - rows["t_s"][0])
    p50, p95, p99 = np.percentile(steps_ms, [50, 95, 99])
    return facts | {
        "measured_rate_hz": float((len(rows) - 1) / span_s) if span_s > 0.0 else None,
        "n_gaps": int((np.diff(rows["seq"]) > 1).sum()),
        "arrival_ms": {"p50": p50, "p95": p95, "p99": p99, "max": float(steps_ms.max())},
        "flags": {f"{1 << b}": int((rows["flags"] & (1 << b) != 0).sum()) for b in range(12)},
    }


def quality(folder: Path) -> dict[str, Any]:
    """Verdicts of the checks of each board, numbered: a serial number says nothing more."""
    paths = sorted(folder.glob("*.checks.jsonl"))
    logs = (read_history(path) for path in paths)
    return {
        f"board {index + 1}": [(line.when, line.good, line.verdict) for line in lines]
        for index, lines in enumerate(logs)
    }


def clean_lines(lines: Iterable[str], hidden: Sequence[str]) -> Iterator[str]:
    """Take out of a log what names a person, the longest of ``hidden`` first, or a file.

    Examples
    --------
    >>> list(clean_lines(["info: read Ada Smith.csv", "info: P17 begins"], ["P17"]))
    ['[a line that names a file or a person]', 'info: [person] begins']
    """
    for line in lines:
        text = _OURS.sub("[recording]", _without(line, hidden))
        text = without_people(text)
        yield LEFT_OUT if _FILE.search(text) or _TYPED.search(text) else text


def _without(text: str, hidden: Sequence[str]) -> str:
    for name in hidden:
        # Logs have hundreds of thousands of lines, and hardly one of them a name.
        if name in text:
            text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", "[person]", text)
    return text


def _clean(fact: Any, hidden: Sequence[str]) -> Any:
    """Take names and folders out of all texts of a fact."""
    if isinstance(fact, str):
        return without_people(_without(fact, hidden))
    if isinstance(fact, dict):
        return {key: _clean(value, hidden) for key, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_clean(value, hidden) for value in fact]
    return fact


def _newest(folder: Path, pattern: str, n: int) -> list[Path]:
    found = [path for path in folder.glob(pattern) if path.is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:n]


def _end_of(path: Path) -> list[str]:
    try:
        data = path.read_bytes()[-MAX_LOG_BYTES:]
    except OSError as error:
        return [f"cannot be read: {error.strerror}"]
    return data.decode("utf-8", errors="replace").splitlines()
