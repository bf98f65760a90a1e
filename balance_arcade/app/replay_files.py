"""Finds the recordings of one session, and puts together what its games heard."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from balance_arcade.cop.live import CopStream
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.inputs import BEGIN, CHECK, SessionInput
from balance_arcade.core.samples import CopSample, ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingReader, peek_header

_log = logging.getLogger(__name__)

Corners = tuple[float, float, float, float]

_OTHERWISE: Final = "Its samples can still be played through a game: play GAME --board replay:FILE."


@dataclass(slots=True)
class RecordedRun:
    """One session, from its first sample to its last digest.

    Attributes
    ----------
    files : list of Path
        Its recordings, oldest first.
    header : RecordingHeader
        Of the first of them.
    begin : SessionInput
        How it was set up.
    inputs : list of SessionInput
        All that it was told beside its samples, in order, its beginning left out.
    forces : list of ForceSample
        Raw samples of all files, oldest first.
    zeros : list of tuple
        Time on the board's clock, and the forces of the empty board that hold from then on.
    starts : list of int
        Number of the first sample of each file.
    complete : bool
        Its last recording was closed by the session itself.
    notes : list of str
        What is wrong with the files, as sentences.
    """

    files: list[Path]
    header: RecordingHeader
    begin: SessionInput
    inputs: list[SessionInput]
    forces: list[ForceSample]
    zeros: list[tuple[float, Corners]]
    starts: list[int]
    complete: bool
    notes: list[str] = field(default_factory=list)

    @property
    def checks(self) -> list[SessionInput]:
        """Digests that were noted on the way, oldest first."""
        return [told for told in self.inputs if told.kind == CHECK]

    def samples(self) -> Iterator[CopSample]:
        """Give what the session heard, bit for bit: the same filter, the same zeros."""
        board = self.header.board
        stream = CopStream(board.geometry, board.nominal_rate_hz, zero_n=self.header.zero_n)
        first = self.begin.seq + 1
        zeros, newest = list(self.zeros), -1
        is_resumed = False
        for force in self.forces:
            # As a live pipeline does: what is not newer is not used.
            if force.seq <= newest or force.seq < first:
                continue
            newest = force.seq
            if not is_resumed:
                stream.resume_smoothing(self.begin.data.get("smoothing", ()))
                is_resumed = True
            while zeros and zeros[0][0] < force.t_s:
                stream.set_zero(zeros.pop(0)[1])
            yield stream.push(force)


def find_runs(session: str, folder: Path) -> list[RecordedRun]:
    """Find a session's recordings.

    Parameters
    ----------
    session : str
        A recording, a folder, or the id of a session (its first letters are enough).
    folder : Path
        Where sessions are looked for by their id.

    Returns
    -------
    list of RecordedRun
        Oldest first. Of a folder or an id all that was played; of a file the session it is part
        of, whose other files must lie beside it.

    Raises
    ------
    RecordingError
        Nothing there, or nothing that can be replayed; the message says why.
    """
    path = Path(session)
    if path.is_file():
        chosen = RecordingReader(path)
        _check_played([chosen])
        same = {"session_id": chosen.header.session_id}
        runs = _runs(readers := _readers(path.parent, **same))
        runs = [run for run in runs if path.resolve() in {file.resolve() for file in run.files}]
    elif path.is_dir():
        runs = _runs(readers := _readers(path))
        if not readers:
            raise RecordingError(f"No recordings are in {path}.", hint="Name another folder.")
    else:
        runs = _runs(readers := _readers(folder, session_id=session) if session else [])
        if not readers:
            raise RecordingError(
                f"There is no recording, folder or session {session!r}.",
                hint=f"Sessions are looked for by their id in {folder}; --in names another folder.",
            )
    if not runs:
        _check_played(readers)
        raise RecordingError(
            "The recording with which the session begins (calibration) is missing.",
            hint=f"Put all recordings of the session into one folder. {_OTHERWISE}",
        )
    return runs


def _check_played(readers: Sequence[RecordingReader]) -> None:
    """Refuse recordings that hold nothing to replay."""
    played = [reader for reader in readers if reader.header.plan]
    if not played:
        raise RecordingError(
            f"Nothing was played while {readers[0].path.name} was recorded: there is nothing to"
            " replay.",
            hint=_OTHERWISE,
        )
    if not any(reader.inputs() for reader in played):
        name, version = played[0].path.name, played[0].header.schema_version
        raise RecordingError(
            f"{name} is of version {version}: not all that steered the session is in it, so it"
            " cannot be replayed exactly.",
            hint=_OTHERWISE,
        )


def _readers(folder: Path, *, session_id: str = "") -> list[RecordingReader]:
    """Read the recordings of a folder, or those of one session in it, in their order."""
    readers = []
    for file in [*folder.glob("*.mcap"), *folder.glob("*.mcap.part")]:
        try:
            # A folder may hold years: only what is wanted is read whole.
            if peek_header(file).session_id.startswith(session_id):
                readers.append(RecordingReader(file))
        except RecordingError as error:
            _log.info("%s is passed over: %s", file.name, error.message)
    return sorted(readers, key=lambda one: (one.header.session_id, _begun_s(one)))


def _begun_s(reader: RecordingReader) -> tuple[float, int]:
    """When a recording began: by the board's clock, or where it has no sample, by the wall's."""
    first_s = float(reader.t_s[0]) if reader.n_samples else float("inf")
    return first_s, reader.header.wall.unix_ns


def _runs(readers: Sequence[RecordingReader]) -> list[RecordedRun]:
    runs: list[RecordedRun] = []
    under_way: RecordedRun | None = None
    for reader in readers:
        inputs = reader.inputs()
        begin = next((told for told in inputs if told.kind == BEGIN), None)
        session_id = reader.header.session_id
        if begin is not None:
            under_way = _begin(reader, begin, inputs)
            runs.append(under_way)
        elif (
            under_way is not None
            and reader.header.plan
            and session_id == under_way.header.session_id
        ):
            _go_on(under_way, reader, inputs)
        else:
            under_way = None
    return runs


def _begin(
    reader: RecordingReader, begin: SessionInput, inputs: Sequence[SessionInput]
) -> RecordedRun:
    run = RecordedRun([], reader.header, begin, [], [], [], [], complete=False)
    _go_on(run, reader, [told for told in inputs if told is not begin])
    return run


def _go_on(run: RecordedRun, reader: RecordingReader, inputs: Sequence[SessionInput]) -> None:
    forces = reader.forces()
    if run.forces and forces and forces[0].seq > run.forces[-1].seq + 1:
        n_missing = forces[0].seq - run.forces[-1].seq - 1
        run.notes.append(f"{n_missing} samples are missing before {reader.path.name}.")
    run.files.append(reader.path)
    run.starts.append(forces[0].seq if forces else -1)
    run.forces += forces
    run.inputs += inputs
    run.complete = reader.complete and reader.end_reason == "finished"
    run.notes += [f"{reader.path.name}: {fault.message}" for fault in reader.faults]
    for event in reader.events():
        if event.kind == "board.zeroed":
            run.zeros.append((event.t_s, _corners(event.data)))


def _corners(data: dict[str, Any]) -> Corners:
    tl, tr, bl, br = (float(data[name]) for name in ("tl_n", "tr_n", "bl_n", "br_n"))
    return tl, tr, bl, br
