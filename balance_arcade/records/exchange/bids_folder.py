"""A BIDS dataset on the disk: made whole, or a trial added to it whole, or left as it was."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import TrialData
from balance_arcade.records.exchange.bids import (
    AS_RECORDED,
    OURS,
    Labels,
    Place,
    dataset_files,
    place_of,
    trial_files,
)
from balance_arcade.records.exchange.facts import Dated, utc_text

_DESCRIPTION: Final = "dataset_description.json"
_PARTICIPANTS: Final = ("participant_id", "pseudonym", "origin")
MOST_AGE_Y: Final = 89
"""Whoever is older is told as this old, as BIDS recommends: few are, and are known by it."""
_SCANS: Final = ("filename", "acq_time", "trial_id")
_MOST_RUNS: Final = 10_000


def add_to_dataset(
    folder: Path, trial: TrialData, recording: Dated | None = None, labels: Labels = AS_RECORDED
) -> Place:
    """Add a trial to a dataset, which is made if it is not there.

    Parameters
    ----------
    folder : Path
        The dataset; one of ours, empty, or not there.
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it.
    recording : Dated, optional
        Of a recording of ours.
    labels : Labels, optional
        What the trial is called in it.

    Returns
    -------
    Place
        Where it stands.

    Raises
    ------
    ConfigError
        The folder is none of our datasets, or another subject has the same label.
    RecordingError
        The trial is there already, or nothing can be written.
    """
    fresh = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not fresh:
        _check_ours(folder)
    place = _free_place(folder, trial, recording, labels)
    # The tables that name the others come last.
    files: dict[str, _Content] = {
        **trial_files(trial, recording, place),
        _scans_name(place): _scans(trial, recording, place),
        "participants.tsv": _participants(folder, trial, recording, place),
    }
    if fresh:
        _make(folder, {**dataset_files(folder.name), **files})
    else:
        _add(folder, files)
    return place


def _check_ours(folder: Path) -> None:
    try:
        said = json.loads((folder / _DESCRIPTION).read_bytes())
        ours = any(one.get("Name") == "Balance Arcade" for one in said.get("GeneratedBy", []))
    except (OSError, ValueError, AttributeError, TypeError):
        ours = False
    if not ours:
        raise ConfigError(
            f"{folder} is a folder, and no BIDS dataset of ours.",
            hint="Name one that is not there, or a dataset that --bids made.",
        )


def _free_place(folder: Path, trial: TrialData, recording: Dated | None, labels: Labels) -> Place:
    """Find the first run that is not there; the same trial is not written twice."""
    for run in range(1, _MOST_RUNS):
        place = place_of(trial, recording, labels, run)
        about = folder / place.about
        if not about.exists():
            return place
        if recording is not None and _trial_id(about) == recording.header.trial_id:
            raise RecordingError(
                f"{trial.path.name} is in {folder.name} already, as {place.samples}.",
                hint="Remove that one, or name another folder.",
            )
    raise RecordingError(f"{folder.name} holds {_MOST_RUNS} runs of {place.task} already.")


def _trial_id(about: Path) -> str:
    try:
        return str(json.loads(about.read_bytes())[OURS]["trial_id"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # Changed by somebody: another run does no harm to it.


def _participants(
    folder: Path, trial: TrialData, recording: Dated | None, place: Place
) -> tuple[Sequence[str], dict[str, str]]:
    pseudonym = recording.header.person if recording is not None else ""
    row = {
        "participant_id": f"sub-{place.subject}",
        "pseudonym": pseudonym or "n/a",
        "origin": trial.origin,
    }
    for known in _rows(folder / "participants.tsv"):
        if known.get("participant_id") != row["participant_id"]:
            continue
        if known.get("pseudonym", "n/a") != row["pseudonym"]:
            raise ConfigError(
                f"{row['participant_id']} is {known.get('pseudonym')} in {folder.name}, and this"
                f" trial is of {pseudonym or 'nobody that is named'}.",
                hint="Give --subject with another label of letters and digits.",
            )
        if known.get("origin") != row["origin"]:
            raise ConfigError(
                f"{row['participant_id']} in {folder.name} is {known.get('origin')}, and this trial"
                f" is {row['origin']}.",
                hint="Give --subject another label, so that nobody takes one for the other.",
            )
        # One row a participant: age and sex stay as they were told first.
        return _PARTICIPANTS, row
    about = _about(recording)
    return (*_PARTICIPANTS, *about), row | about


def _about(recording: Dated | None) -> dict[str, str]:
    told: dict[str, str] = {}
    if recording is None:
        return told
    age_y, sex = recording.header.age_y, recording.header.sex
    if not isinstance(age_y, msgspec.UnsetType):
        told["age"] = str(min(age_y, MOST_AGE_Y))
    if not isinstance(sex, msgspec.UnsetType):
        told["sex"] = sex
    return told


def _scans_name(place: Place) -> str:
    session = f"_ses-{place.session}" if place.session else ""
    return f"{place.folder}sub-{place.subject}{session}_scans.tsv"


def _scans(
    trial: TrialData, recording: Dated | None, place: Place
) -> tuple[Sequence[str], dict[str, str]]:
    told = {"acq_time": "n/a", "trial_id": "n/a"}
    if recording is not None:
        told["acq_time"] = utc_text(recording.start_ns, float(trial.t_s[0]))
        told["trial_id"] = recording.header.trial_id or "n/a"
    return _SCANS, {"filename": place.samples.removeprefix(place.folder), **told}


def _rows(table: Path) -> list[dict[str, str]]:
    if not table.exists():
        return []
    text = table.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def _with_row(table: Path, columns: Sequence[str], row: dict[str, str]) -> bytes:
    """Write the table with a row more; columns that somebody added are kept."""
    rows = _rows(table)
    if row not in [{name: one.get(name, "") for name in columns} for one in rows]:
        rows.append(row)
    names = list(dict.fromkeys([*columns, *(name for one in rows for name in one)]))
    lines = ["\t".join(names), *("\t".join(one.get(n) or "n/a" for n in names) for one in rows)]
    return ("\n".join(lines) + "\n").encode()


_Content = bytes | tuple[Sequence[str], dict[str, str]]
"""Of a file: its bytes, or the row that a table gets, with the table's columns."""


def _make(folder: Path, files: dict[str, _Content]) -> None:
    """Write a whole dataset beside its place, then move it there."""
    part = folder.with_name(folder.name + ".tmp")
    try:
        for name, content in files.items():
            path = part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else _with_row(path, *content)
            path.write_bytes(data)
        os.replace(part, folder)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise _unwritten(folder, error) from error


def _add(folder: Path, files: dict[str, _Content]) -> None:
    """Write all under other names, then rename them, which takes no room."""
    parts: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for name, content in files.items():
            path = folder / name
            data = content if isinstance(content, bytes) else _with_row(path, *content)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + ".tmp")
            parts[path] = part
            part.write_bytes(data)
        for path, part in parts.items():
            if not path.exists():
                made.append(path)
            os.replace(part, path)
    except OSError as error:
        for path in (*parts.values(), *made):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise _unwritten(folder, error) from error


def _unwritten(folder: Path, error: OSError) -> RecordingError:
    return RecordingError(
        f"The dataset {folder} cannot be written ({error.strerror}).",
        hint="Check the folder and the space on the disk.",
    )
