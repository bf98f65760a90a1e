"""The header of a recording, and the name of its file."""

from __future__ import annotations

import re
import zlib
from typing import Literal

import msgspec

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Scalar

SCHEMA_VERSION = "1.4"
PROFILE = "balance-arcade"
HEADER_NAME = "balance_arcade"
END_NAME = "balance_arcade.end"

ToldSex = Literal["female", "male"]


class RecordingHeader(msgspec.Struct, frozen=True, kw_only=True):
    """Header of a recording: program, time, trial and board.

    Attributes
    ----------
    schema_version : str
        ``major.minor`` of the layout; another major is refused, unknown fields are ignored.
    board : BoardInfo
        The board the forces come from; `BoardInfo.origin` says whether a person stood on it.
    wall : WallAnchor
        Wall and monotonic clock at one moment, to date the samples.
    trial_id : str
        Unique name of the trial.
    label : str
        What the trial was: ``calibration``, ``star-reach`` ...; never a person's name.
    app_version : str
        Version of the program that wrote the file.
    session_id : str
        Joins the trials of one session; empty where there is none.
    zero_n : tuple of 4 floats or None
        Forces of the empty board at tl, tr, bl, br in newtons, found before this trial. The
        recorded forces are raw: take these off. None where no zero was taken.
    details : dict
        Plain facts about the trial, for example ``{"game": "orchard", "seed": 7}``.
    person : str
        Pseudonym of who stood on the board, never a name; empty where none was given. Since 1.2.
    plan, options : dict
        What the session was going to do, and what the therapist set for it; the same in every
        recording of a session, empty where nothing was played. Since 1.2.
    age_y : int or UNSET
        Age of the person in whole years that day; left out where it was not told. Since 1.4.
    sex : {"female", "male"} or UNSET
        Left out where it was not told. Since 1.4.
    """

    schema_version: str = SCHEMA_VERSION
    board: BoardInfo
    wall: WallAnchor
    trial_id: str
    label: str
    app_version: str = ""
    session_id: str = ""
    zero_n: tuple[float, float, float, float] | None = None
    details: dict[str, Scalar] = {}
    person: str = ""
    plan: dict[str, Scalar] = {}
    options: dict[str, Scalar] = {}
    age_y: int | msgspec.UnsetType = msgspec.UNSET
    sex: ToldSex | msgspec.UnsetType = msgspec.UNSET


class SessionDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What all recordings of one session say alike, so that they can be joined.

    Attributes
    ----------
    session_id, person, plan, options, age_y, sex
        As in `RecordingHeader`.
    """

    session_id: str = ""
    person: str = ""
    plan: dict[str, Scalar] = {}
    options: dict[str, Scalar] = {}
    age_y: int | msgspec.UnsetType = msgspec.UNSET
    sex: ToldSex | msgspec.UnsetType = msgspec.UNSET


class RecordingEnd(msgspec.Struct, frozen=True):
    """How a recording ended.

    Attributes
    ----------
    reason : str
        ``finished``, or ``interrupted`` where it was put together after a crash.
    n_samples, n_events : int
        What the file holds.
    notes : tuple of str
        Faults that were found, and left behind, when it was put together.
    """

    reason: str
    n_samples: int
    n_events: int
    notes: tuple[str, ...] = ()


def recording_name(header: RecordingHeader) -> str:
    """Name of the file without a folder: ``<utc>-<board_id>-<label>-<trial_id8>.mcap``.

    Parameters
    ----------
    header : RecordingHeader
        The recording's header.

    Returns
    -------
    str
        Letters, digits and ``-`` only before the ending, so that it is fit for every file system.

    Examples
    --------
    >>> from balance_arcade.core.board import Geometry
    >>> board = BoardInfo("sim:", "sim", "Simulated", "", Geometry(433, 238), 100.0, "virtual")
    >>> recording_name(RecordingHeader(board=board, wall=WallAnchor(0, 0), trial_id="ab12cd34ef",
    ...                                label="star reach"))
    '19700101T000000Z-sim-star-reach-ab12cd34.mcap'
    """
    parts = (
        header.wall.stamp(),
        _plain(header.board.board_id) or "board",
        _plain(header.label) or "trial",
        _plain(header.trial_id)[:8] or "0",
    )
    return "-".join(parts) + ".mcap"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:40]


def seal(kind: str, body: bytes) -> dict[str, str]:
    """Metadata of MCAP carry no checksum, so that ours bring their own."""
    return {
        "schema_version": SCHEMA_VERSION,
        kind: body.decode("utf-8"),
        "crc32": f"{zlib.crc32(body):08x}",
    }


def unseal(kind: str, metadata: dict[str, str]) -> bytes | None:
    """Return the sealed text if its checksum fits, else None."""
    text = metadata.get(kind)
    if text is None:
        return None
    body = text.encode("utf-8")
    return body if metadata.get("crc32") == f"{zlib.crc32(body):08x}" else None


class _FormatVersion(msgspec.Struct):
    schema_version: str = ""


def decode_header(body: bytes, name: str) -> RecordingHeader:
    """Read a header; refuse another major version by name.

    Raises
    ------
    RecordingError
        Another major version, or a text that is no header.
    """
    try:
        # The version first: another major version may have any other fields.
        version = msgspec.json.decode(body, type=_FormatVersion).schema_version
        check_version(version, name)
        return msgspec.json.decode(body, type=RecordingHeader)
    except msgspec.MsgspecError as error:
        raise RecordingError(
            f"The header of {name} cannot be understood: {error}.",
            hint="It was written by another program or is damaged.",
        ) from error


def check_version(version: str, name: str) -> None:
    """Refuse a recording of another major version."""
    ours = SCHEMA_VERSION.split(".", maxsplit=1)[0]
    theirs = version.split(".", maxsplit=1)[0]
    if theirs != ours:
        raise RecordingError(
            f"{name} is a recording of version {version or 'unknown'}, but this program reads "
            f"version {ours}.",
            hint="Install the version of Balance Arcade that wrote it, or a newer one.",
        )
