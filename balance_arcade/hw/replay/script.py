"""A file as a board: its samples in order, and its description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import BoardNotFoundError, RecordingError
from balance_arcade.core.logs import keep_path_private, keep_private
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.named import no_file
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.tables import (
    BDS_GEOMETRY,
    FRONTS,
    UPRIGHTS,
    UPS,
    ColumnMap,
    Cut,
    PlateOptions,
    TrialData,
    cop_to_plate,
    plate_to_corners,
    read_trial,
)
from balance_arcade.files.tables.reader import is_recording
from balance_arcade.files.tables.recordings import recorded_zero
from balance_arcade.files.tables.trial import GAP_FACTOR, FloatArray
from balance_arcade.files.tables.zero import take_off_zero
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.options import Options

DEFAULT_LOAD_N = 700.0
"""Load under a centre of pressure that comes without one; said in the board's model."""

# Who steps on and off is seen while it is played.
_SEEN_ANYWAY = frozenset({"load_below_10_n", "load_missing", "steps_on_inside", "steps_off_inside"})

# A hundredth of a period is the rounding of printed times, not an irregular board.
_REGULAR_JITTER = 0.01
_TABLE_OPTIONS = ("width", "length", "load", "rate", "columns")
_PLATE_OPTIONS = ("front", "plate", "z", "up", "depth", "offset_x", "offset_y", "units")


@dataclass(frozen=True, slots=True)
class Script:
    """The samples of a file, and the description of their board.

    Attributes
    ----------
    samples : list of ForceSample
        Oldest first, flagged as replayed; ``t_host_ns`` is of no meaning yet.
    info : BoardInfo
        Description of the replayed board.
    notes : tuple of str
        What to know of the file: faults, axes, assumptions.
    """

    samples: list[ForceSample]
    info: BoardInfo
    notes: tuple[str, ...]


def load_script(address: BoardAddress, options: Options, *, speed: float) -> Script:
    """Read the file behind an address.

    Parameters
    ----------
    address : BoardAddress
        Its path is the file.
    options : Options
        Reader of its options; ``width``, ``length``, ``load``, ``rate`` are taken here.
    speed : float
        For the description.

    Returns
    -------
    Script

    Raises
    ------
    BoardNotFoundError
        There is no such file.
    RecordingError
        The file cannot be understood; the message says why.
    ConfigError
        An option does not fit the file.
    """
    path = Path(address.path)
    # Before anything can fail: error messages pass the log, too.
    _keep_private(path)
    wrong = no_file(path) if address.path else ("The address does not name a file.", "")
    if wrong:
        raise BoardNotFoundError(
            wrong[0], address=address.text, hint="Write replay:FILE with a recording or a table."
        )
    geometry = _take_geometry(options)
    load_n = options.take_float("load", default=DEFAULT_LOAD_N, minimum=20.0, maximum=5000.0)
    rate_hz = options.take_float("rate", default=0.0, minimum=1.0, maximum=10_000.0)
    plate = _take_plate(options)
    cut = _take_cut(options)
    columns = options.take_text("columns", default="")
    options.refuse_unknown()
    if is_recording(path):
        # An option that is passed over would let people believe that it was heeded.
        for name in (*_TABLE_OPTIONS, *_PLATE_OPTIONS):
            if options.has(name):
                raise options.fault(name, "Remove it: a recording has its own value.")
        return _of_recording(path, address, speed, cut)
    asked = ColumnMap.parse(columns) if columns else None
    trial = read_trial(path, rate_hz=rate_hz or None, plate=plate, cut=cut, columns=asked)
    for fault in trial.faults:
        if fault.effect == "refused":
            raise RecordingError(f"{path.name} cannot be replayed. {fault.sentence}")
    for name in _PLATE_OPTIONS:
        if options.has(name) and trial.format not in ("c3d", "plate"):
            raise options.fault(name, "Remove it: the file is not an export of a force plate.")
    if options.has("load") and trial.fz_n is not None:
        raise options.fault("load", "Remove it: the file has its own load.")
    return _of_trial(trial, address, speed, geometry, load_n)


def _take_plate(options: Options) -> PlateOptions:
    number = options.take_int("plate", default=1, minimum=1, maximum=64)
    return PlateOptions(
        front=options.take_choice("front", FRONTS, default="auto"),
        plate=number if options.has("plate") else None,
        z=options.take_choice("z", UPRIGHTS, default="auto"),
        depth_mm=options.take_float("depth", default=0.0, minimum=0.0, maximum=500.0),
        offset_x_mm=options.take_float("offset_x", default=0.0, minimum=-1e3, maximum=1e3),
        offset_y_mm=options.take_float("offset_y", default=0.0, minimum=-1e3, maximum=1e3),
        units=options.take_text("units", default=""),
        up=options.take_choice("up", UPS, default="auto"),
        stream=options.take_text("stream", default=""),
    )


def _take_cut(options: Options) -> Cut:
    return Cut(
        zero_s=options.take_window("zero"),
        from_s=options.take_float("from", default=0.0, minimum=0.0) or None,
        to_s=options.take_float("to", default=0.0, minimum=0.0) if options.has("to") else None,
        trim=options.take_bool("trim", default=False),
    )


def _take_geometry(options: Options) -> Geometry | None:
    stated = options.has("width") or options.has("length")
    width_mm = options.take_float("width", default=BDS_GEOMETRY.width_mm, minimum=50.0)
    length_mm = options.take_float("length", default=BDS_GEOMETRY.length_mm, minimum=50.0)
    if stated and not (options.has("width") and options.has("length")):
        missing = "length" if options.has("width") else "width"
        raise options.fault(
            "width" if missing == "length" else "length",
            f"Add {missing}=, in millimetres: the two belong together.",
        )
    return Geometry(width_mm, length_mm) if stated else None


def _of_recording(path: Path, address: BoardAddress, speed: float, cut: Cut) -> Script:
    reader = RecordingReader(path)
    if reader.n_samples == 0:
        raise RecordingError(
            f"The recording {path.name} contains no samples.", hint="Choose another recording."
        )
    recorded, zero_n = reader.header.board, reader.header.zero_n
    if zero_n is None and (found_n := recorded_zero(reader)) is not None:
        # As in a batch: a zero that was taken while the recording ran is an event of it.
        tl, tr, bl, br = (float(n) for n in found_n)
        zero_n = (tl, tr, bl, br)
    samples, notes = [_replayed(sample) for sample in reader.forces()], list[str]()
    if cut.given:
        rows, zero_n, notes = _cut_recording(reader, cut, zero_n)
        samples = samples[rows]
    model = f"Replay of {recorded.model}"
    if zero_n is not None:
        # A recording holds raw forces, so that nothing of them is lost; its header has the zero
        # that was taken.
        samples = [_without(sample, zero_n) for sample in samples]
        model += ", zero taken off"
    info = BoardInfo(
        address=address.text,
        board_id=_board_id(path),
        model=model,
        serial=recorded.serial,
        geometry=recorded.geometry,
        nominal_rate_hz=recorded.nominal_rate_hz,
        clock="virtual",
        calibration_id=recorded.calibration_id,
        origin="replayed",
        pre_zeroed=recorded.pre_zeroed or zero_n is not None,
        speed=speed,
    )
    # What is mended for measuring is played as it was recorded: only what is so is said.
    said = [
        fault.sentence
        for fault in (read_trial(path, cut=cut).faults if reader.n_samples > 1 else ())
        if fault.effect == "kept" and fault.name not in _SEEN_ANYWAY
    ]
    return Script(samples, info, (*(fault.message for fault in reader.faults), *notes, *said))


def _cut_recording(
    reader: RecordingReader, cut: Cut, zero_n: tuple[float, float, float, float] | None
) -> tuple[slice, tuple[float, float, float, float] | None, list[str]]:
    """Rows that count, the empty board's forces, and what is to be said of both."""
    corners_n, rate_hz = reader.corners_n, reader.header.board.nominal_rate_hz
    less_n, notes = take_off_zero(
        reader.t_s, corners_n, corners_n.sum(axis=1), cut.zero_s, rate_hz=rate_hz
    )
    if cut.zero_s is not None:
        tl, tr, bl, br = (float(n) for n in np.nanmean(corners_n - less_n, axis=0))
        zero_n = (tl, tr, bl, br)
    elif zero_n is not None:
        less_n = corners_n - np.array(zero_n)
    rows, more = cut.rows(reader.t_s, less_n.sum(axis=1), rate_hz=rate_hz, name=reader.path.name)
    return rows, zero_n, [*notes, *more]


def _replayed(sample: ForceSample) -> ForceSample:
    return ForceSample(
        sample.seq,
        sample.t_host_ns,
        sample.t_s,
        sample.tl_n,
        sample.tr_n,
        sample.bl_n,
        sample.br_n,
        sample.t_device_ticks,
        sample.flags | SampleFlag.REPLAYED,
    )


def _without(sample: ForceSample, zero_n: tuple[float, float, float, float]) -> ForceSample:
    return ForceSample(
        sample.seq,
        sample.t_host_ns,
        sample.t_s,
        sample.tl_n - zero_n[0],
        sample.tr_n - zero_n[1],
        sample.bl_n - zero_n[2],
        sample.br_n - zero_n[3],
        sample.t_device_ticks,
        sample.flags,
    )


_KINDS = {
    "bds": "force-plate trial (BDS)",
    "c3d": "force plate (C3D)",
    "plate": "force plate's export",
    "xdf": "recording of the Lab Streaming Layer (XDF)",
}


def _of_trial(
    trial: TrialData, address: BoardAddress, speed: float, stated: Geometry | None, load_n: float
) -> Script:
    if trial.quality.n_unsorted or trial.quality.n_duplicates:
        raise RecordingError(
            f"{trial.path.name} cannot be replayed: {trial.quality.n_unsorted} rows are earlier "
            f"than the row above, {trial.quality.n_duplicates} have the same time.",
            hint="Sort the rows by time and keep each time once.",
        )
    geometry = stated or trial.geometry
    corners_n, traits = trial.corners_n, []
    if corners_n is None:
        if geometry is None:
            geometry = BDS_GEOMETRY
            traits.append(f"{geometry.width_mm:g} x {geometry.length_mm:g} mm assumed")
        if trial.fz_n is None:
            traits.append(f"load of {load_n:g} N assumed")
        corners_n = plate_to_corners(_plate(trial, load_n), geometry)
    elif geometry is None:
        raise RecordingError(
            f"{trial.path.name} does not state the spacing of its corners.",
            hint="Add width=MM&length=MM to the address, or '# width_mm = ...' to the file.",
        )
    detail = ", ".join([trial.path.name, *traits])
    info = BoardInfo(
        address=address.text,
        board_id=_board_id(trial.path),
        model=f"Replay of a {_KINDS.get(trial.format, trial.format)}: {detail}",
        serial="",
        geometry=geometry,
        nominal_rate_hz=trial.rate_hz,
        clock="virtual",
        origin="replayed",
        pre_zeroed=True,
        speed=speed,
    )
    said = (fault.sentence for fault in trial.faults if fault.name not in _SEEN_ANYWAY)
    # What is a note and a fault is said once.
    notes = tuple(dict.fromkeys((*trial.notes, *said)))
    return Script(_samples(trial, _without_nobody(trial, corners_n)), info, notes)


def _without_nobody(trial: TrialData, corners_n: FloatArray) -> FloatArray:
    """Give no load where a batch measures nobody: an empty board that reads 40 N is no person."""
    if trial.fz_n is None or trial.least_load_n <= 0.0:
        return corners_n
    # A load that is missing stays missing.
    return np.where((trial.fz_n < trial.least_load_n)[:, None], 0.0, corners_n)


def _plate(trial: TrialData, load_n: float) -> FloatArray:
    if trial.plate is not None:
        return trial.plate
    assert trial.cop_mm is not None  # a table holds a plate, corners or a centre of pressure
    fz_n = trial.fz_n if trial.fz_n is not None else np.full(trial.n_samples, load_n)
    plate = cop_to_plate(trial.cop_mm, fz_n)
    # Below 10 N nobody is on the board, and the load is 0; a load that is missing stays so.
    return np.where(np.isnan(fz_n)[:, None], np.nan, plate)


def _samples(trial: TrialData, corners_n: FloatArray) -> list[ForceSample]:
    """Make samples; a gap in time becomes a gap in ``seq``, as a board would have it."""
    steps = np.diff(trial.t_s)
    # A step that is not a gap counts as one sample, whatever its length.
    lost = np.where(steps > GAP_FACTOR / trial.rate_hz, np.rint(steps * trial.rate_hz) - 1.0, 0.0)
    seq = np.arange(trial.n_samples) + np.concatenate(([0.0], np.cumsum(lost))).astype(np.int64)
    regular = trial.quality.rate_jitter < _REGULAR_JITTER
    # Printed times are rounded; of a regular board the number tells the time better.
    t_s = seq / trial.rate_hz if regular else trial.t_s - trial.t_s[0]
    flags = int(SampleFlag.REPLAYED)
    if trial.origin == "simulated":
        flags |= SampleFlag.SIMULATED
    gap = np.concatenate(([0.0], lost)) > 0.0
    # A blank in a table is a sample without a measurement, not a load of 0.
    missing = np.isnan(corners_n).any(axis=1)
    all_flags = flags + gap * int(SampleFlag.GAP_BEFORE) + missing * int(SampleFlag.CELL_FAULT)
    rows = zip(seq.tolist(), t_s.tolist(), corners_n.tolist(), all_flags.tolist(), strict=True)
    return [
        ForceSample(n, 0, t, f_n[0], f_n[1], f_n[2], f_n[3], -1, bits) for n, t, f_n, bits in rows
    ]


def _keep_private(path: Path) -> None:
    """Keep the file's name out of the log: it may be the name of the person who was measured."""
    if path.name:
        keep_path_private(path)
        keep_private(_board_id(path).removeprefix("replay-"))


def _board_id(path: Path) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "-", path.name.split(".")[0]).strip("-")[:40].strip("-")
    return f"replay-{name or 'file'}"
