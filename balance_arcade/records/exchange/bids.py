"""A trial as files of a BIDS dataset: a continuous recording beside behaviour, and its events.

After BIDS 1.11.1 (its schema, as in bids-validator 3.0.2): ``sub-X[/ses-Y]/beh/`` with a
``..._physio.tsv.gz``, ``SamplingFrequency``, ``StartTime`` and ``Columns`` in the JSON beside, no
line of names, ``n/a`` for what is missing; ``..._events.tsv`` with onset and duration. Its "motion"
is for tracking systems, where a force is MISC; so a force plate is a physiological recording here.

Rows are evenly spaced, as the format asks; the column ``time`` holds the sample's own time besides.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.core.events import Event
from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.records.exchange.channels import channels_of
from balance_arcade.records.exchange.facts import (
    Dated,
    events_within,
    facts_of,
    utc_text,
)
from balance_arcade.records.exchange.grid import on_grid

BIDS_VERSION: Final = "1.11.1"
OURS: Final = "BalanceArcade"
"""Key of a JSON file under which stands what BIDS has no word for."""

UNKNOWN: Final = "unknown"
"""Subject of samples of which nobody said whose they are."""


class Place(NamedTuple):
    """Where a trial stands in a dataset.

    Attributes
    ----------
    subject, session, task : str
        Labels: letters and digits; the session may be empty.
    run : int
        From 1.
    """

    subject: str
    session: str
    task: str
    run: int

    @property
    def folder(self) -> str:
        """Of the subject and the session, with a slash behind."""
        session = f"ses-{self.session}/" if self.session else ""
        return f"sub-{self.subject}/{session}"

    def name(self, ending: str, *, recording: bool = False) -> str:
        """Path of one of its files below the dataset."""
        session = f"_ses-{self.session}" if self.session else ""
        which = "_recording-force" if recording else ""
        head = f"sub-{self.subject}{session}_task-{self.task}_run-{self.run:02d}"
        return f"{self.folder}beh/{head}{which}_{ending}"

    @property
    def samples(self) -> str:
        """Path of its samples."""
        return self.name("physio.tsv.gz", recording=True)

    @property
    def about(self) -> str:
        """Path of the JSON beside its samples."""
        return self.name("physio.json", recording=True)


def label_of(text: str) -> str:
    """Letters and digits of a text, which is all that a label of BIDS may hold.

    Examples
    --------
    >>> label_of("p-017"), label_of("star reach!"), label_of("手")
    ('p017', 'starreach', '')
    """
    return re.sub(r"[^A-Za-z0-9]", "", text)[:64]


class Labels(NamedTuple):
    """What a trial is called in a dataset; empty for what its recording says.

    Attributes
    ----------
    subject : str
        Whose samples they are; goes before the pseudonym of the recording.
    task : str
        What was done; goes before the label of the recording. The name of a file is never taken:
        it may be a person's.
    """

    subject: str = ""
    task: str = ""


AS_RECORDED: Final = Labels()
"""Nothing was said: everything as the recording has it."""


def place_of(
    trial: TrialData, recording: Dated | None, labels: Labels = AS_RECORDED, run: int = 1
) -> Place:
    """Find where a trial belongs.

    Parameters
    ----------
    trial : TrialData
        Any.
    recording : Dated or None
        Of a recording of ours.
    labels : Labels, optional
        What it is called.
    run : int, optional
        Which of several of the same task.

    Returns
    -------
    Place
    """
    facts = facts_of(trial, recording)
    whose = label_of(labels.subject or str(facts.get("person", ""))) or UNKNOWN
    task = label_of(labels.task or str(facts.get("label", ""))) or "balance"
    return Place(whose, label_of(str(facts.get("session_id", "")))[:16], task, run)


def trial_files(trial: TrialData, recording: Dated | None, place: Place) -> dict[str, bytes]:
    """Write down one trial.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it.
    recording : Dated or None
        Of a recording of ours.
    place : Place
        Where it stands.

    Returns
    -------
    dict of str to bytes
        By path below the dataset.
    """
    channels, values = channels_of(trial)
    rows = on_grid(trial, np.column_stack((trial.t_s, values)))
    facts = facts_of(trial, recording)
    # They are for whoever exports, and name the file, which may be called after a person.
    del facts["notes"]
    if recording is not None:
        facts["begun"] = utc_text(recording.start_ns, float(trial.t_s[0]))
    columns = {"time": {"Description": "Time of the sample on its own clock", "Units": "s"}}
    columns |= {
        one.label: {"Description": one.about.capitalize(), "Units": one.unit} for one in channels
    }
    about: dict[str, Any] = {
        "SamplingFrequency": trial.rate_hz,
        "StartTime": 0,
        "Columns": list(columns),
        "TaskName": place.task,
        "PhysioType": "generic",
        "SoftwareVersions": f"Balance Arcade {__version__}",
        **_device(recording),
        **columns,
        OURS: facts,
    }
    files = {
        # Without the moment of writing, so that the same trial gives the same bytes.
        place.samples: gzip.compress(_table(rows), mtime=0),
        place.about: _json(about),
    }
    events = events_within(trial, recording)
    if events:
        files[place.name("events.tsv")] = _events(events, float(trial.t_s[0]))
        files[place.name("events.json")] = _json(_EVENT_COLUMNS | {"TaskName": place.task})
    return files


def dataset_files(name: str) -> dict[str, bytes]:
    """Write down what a dataset says of itself.

    Parameters
    ----------
    name : str
        Of the dataset.

    Returns
    -------
    dict of str to bytes
        By path below the dataset.
    """
    description = {
        "Name": name,
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "Balance Arcade", "Version": __version__}],
    }
    return {
        "dataset_description.json": _json(description),
        "README": _README.encode(),
        "participants.json": _json(_PARTICIPANT_COLUMNS),
        "scans.json": _json(_SCAN_COLUMNS),
    }


def _device(recording: Dated | None) -> dict[str, str]:
    if recording is None:
        return {}
    board = recording.header.board
    serial = {"DeviceSerialNumber": board.serial} if board.serial else {}
    return {"ManufacturersModelName": board.model, **serial}


def _table(rows: FloatArray) -> bytes:
    lines = ("\t".join(map(cell, row)) for row in rows.tolist())
    return ("\n".join(lines) + "\n").encode()


def cell(value: float) -> str:
    """One number of a table, all its digits.

    Examples
    --------
    >>> cell(0.1), cell(float("nan"))
    ('0.1', 'n/a')
    """
    return "n/a" if value != value else repr(value)  # noqa: PLR0124


def _events(events: Sequence[Event], first_s: float) -> bytes:
    rows = ["onset\tduration\ttrial_type\tdata\ttime"]
    for event in events:
        # JSON writes tabs and line ends as letters.
        data = msgspec.json.encode(event.data).decode() if event.data else "n/a"
        cells = (repr(event.t_s - first_s), "n/a", event.kind, data, repr(event.t_s))
        rows.append("\t".join(cells))
    return ("\n".join(rows) + "\n").encode()


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


_EVENT_COLUMNS: Final = {
    "trial_type": {"Description": "Kind of the event, after the names of Balance Arcade"},
    "data": {"Description": "What the event says, as a JSON object"},
    "time": {"Description": "Time on the clock of the samples' column time", "Units": "s"},
}
_PARTICIPANT_COLUMNS: Final = {
    "pseudonym": {"Description": "Pseudonym in the records, from which the label is made"},
    "origin": {
        "Description": "Where the samples come from; 'simulated' and 'replayed' are no person's",
        "Levels": {
            "real": "A person on a board",
            "simulated": "A simulation, no person",
            "replayed": "Samples of a file, played again",
        },
    },
    "age": {
        "Description": "Age at the first trial that was exported; 89 for whoever is older",
        "Units": "year",
    },
    "sex": {"Description": "As it was told", "Levels": {"female": "Female", "male": "Male"}},
}
_SCAN_COLUMNS: Final = {
    "acq_time": {"Description": "Moment of the first sample, in UTC"},
    "trial_id": {"Description": "Name of the recording's trial"},
}
_README: Final = """\
Centres of pressure and loads of a balance board or a force plate, exported by Balance Arcade.

Axes: ml is to the person's right, ap to the toes, the origin in the middle of the board. Loads are
in newtons, places in millimetres, the empty board is taken off. A sample that is missing is n/a.

Where the origin is 'simulated' or 'replayed', no person stood on the board.
Not a medical device.
"""
