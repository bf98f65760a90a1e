"""Whose recording it was, said afterwards: a small file beside it; the recording stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording.header import RecordingHeader
from balance_arcade.files.whole import write_whole

SUFFIX: Final = ".person.json"
FORMAT: Final = "balance-arcade-person 1"
MAX_BYTES: Final = 4096
"""A longer file is none of ours."""


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """What the file beside a recording says.

    Attributes
    ----------
    format : str
        `FORMAT`.
    trial_id : str
        Of the recording, so that a file that came beside another one says nothing of that.
    person : str
        Pseudonym, never a name.
    attached : str
        When, in UTC.
    by : str
        Which program said so.
    """

    format: str = FORMAT
    trial_id: str
    person: str
    attached: str = ""
    by: str = ""


def attached_path(recording: Path) -> Path:
    """Where it stands for a recording.

    Examples
    --------
    >>> attached_path(Path("a/20261129T101500Z-sim-1-orchard-ab12cd34.mcap")).name
    '20261129T101500Z-sim-1-orchard-ab12cd34.person.json'
    """
    return recording.with_suffix(SUFFIX)


def attach(recording: Path, attached: Attached) -> Path:
    """Say whose recording it was; a second word replaces the first.

    Raises
    ------
    RecordingError
        The file cannot be written.
    """
    path = attached_path(recording)
    write_whole(path, msgspec.json.encode(attached) + b"\n", "Whose recording it was")
    return path


def with_person(header: RecordingHeader, recording: Path) -> RecordingHeader:
    """Return a header with the person who was attached afterwards; as it is where nobody was.

    What the recording says itself counts more.

    Raises
    ------
    RecordingError
        There is such a file, and it cannot be understood: nobody should be left out in silence.
    """
    if header.person:
        return header
    path = attached_path(recording)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        told = msgspec.json.decode(data, type=Attached)
    except FileNotFoundError:
        return header
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RecordingError(
            f"Whose recording {recording.name} is stands in {path.name}, which cannot be read.",
            hint="Mend that file or take it away.",
        ) from error
    if told.trial_id != header.trial_id or told.format != FORMAT:
        return header
    return msgspec.structs.replace(header, person=told.person)
