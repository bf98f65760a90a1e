"""Force plates in C3D files: which of them are measured, and as what.

`balance_arcade.files.tables.c3d_file` takes the file apart and scales the analog channels,
`balance_arcade.files.tables.c3d_plate` says what the channels of one plate mean, and
`balance_arcade.files.tables.several_plates` takes several together.

``FORCE_PLATFORM:ZERO`` names frames in which the plates may be empty. Most programs write 1 to 10
whether or not they are, and the user guide asks readers to make sure. So the mean of those frames
is taken off where the load says that nobody was on the plates then, and it is said; else nothing
is. Frames count from 1 or, where the trial begins later, from its first frame; 0 is taken for 1.
What ``--zero`` says goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.files.tables.c3d_ours import events_of, n_samples_of, origin_of
from balance_arcade.files.tables.c3d_plate import C3dPlate
from balance_arcade.files.tables.given_rate import times_by_rate
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.plate_frame import HousePlate, PlateOptions, in_house
from balance_arcade.files.tables.several_plates import (
    PlacedPlate,
    common_extent_mm,
    joined,
    loaded_numbers,
    measured_ones,
    plate_loads,
    size_of,
    tell_plates,
    why_apart,
)
from balance_arcade.files.tables.trial import FloatArray, PlateLoad, TrialData, trial_quality
from balance_arcade.files.tables.zero import (
    KEPT_COP,
    empty_rows,
    loaded_side,
    somebody_there,
    without_strays,
)

_LISTS = {"TYPE": 1, "CORNERS": 12, "ORIGIN": 3, "CHANNEL": 6}
_OF_A_PLATE = re.compile(r"(?<![a-z])([fm])\d*([xyz])(?![a-z])", re.IGNORECASE)
_MOST_SHOWN = 8


def is_c3d(path: Path) -> bool:
    """Say whether a file is C3D, by its name or by its mark."""
    if path.suffix.lower() == ".c3d":
        return True
    try:
        with path.open("rb") as file:
            begin = file.read(2)
    except OSError:
        return False
    # The first byte points to the parameters' block, usually 2 (c3d.org); 0x50 alone is no proof.
    return len(begin) == 2 and begin[1] == 0x50 and 2 <= begin[0] <= 9


def read_c3d(
    path: Path,
    options: PlateOptions,
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
    zero_s: tuple[float, float] | None = None,
) -> TrialData:
    """Read the force plates of a C3D file.

    Those that bear load are measured together, or the one that `options` names.

    Parameters
    ----------
    path : Path
        An existing file.
    options : PlateOptions
        Which plate, and which of its axes points to the toes.
    rate_hz : float, optional
        Analog samples a second; goes before the file's own rate.
    geometry : Geometry, optional
        Size of the plate, for a file whose corners do not tell it.
    zero_s : tuple of float, optional
        From when to when the plates were empty, in seconds.

    Returns
    -------
    TrialData
        At the rate of the analog channels.

    Raises
    ------
    RecordingError
        The file is damaged, holds no force plate, or lacks a unit.
    ConfigError
        The plates were not empty when they were said to be.
    """
    file = C3dFile(path)
    n_plates = _n_plates(file)
    if options.plate is not None and options.plate > n_plates:
        raise RecordingError(
            f"{path.name} holds {n_plates} plate{'s' if n_plates > 1 else ''}, "
            f"not {options.plate}.",
            hint=f"Say --plate with a number up to {n_plates} (plate=1 in an address)."
            if n_plates > 1
            else "Leave --plate out, or say 1.",
        )
    given_hz, rate_hz = rate_hz, rate_hz or file.rate_hz()
    sources, channels, notes = _read_plates(file, n_plates, options)
    t_s = times_by_rate(len(channels[0]), rate_hz)
    if given_hz is not None:
        notes.append(f"The rate of {given_hz:g} Hz was given; that of the file is not used.")
    channels, zeroed, faults = _without_zero(file, t_s, sources, channels, zero_s, rate_hz)
    placed = [source.placed(each) for source, each in zip(sources, channels, strict=True)]
    loads = plate_loads(placed, rate_hz)
    chosen, apart = _choose(placed, loads, options)
    loads = measured_ones(loads, [plate.number for plate in chosen])
    told, more = tell_plates(loads, asked=options.plate, apart=apart)
    source = next(one for one in sources if one.number == chosen[0].number)
    house = _house(chosen, source)
    plate = house.plate
    extent = chosen[0].extent_mm() if len(chosen) == 1 else common_extent_mm(chosen)
    return TrialData(
        path=file.path,
        format="c3d",
        t_s=t_s,
        rate_hz=rate_hz,
        cop_mm=plate_to_cop(plate),
        fz_n=plate[:, 0].copy(),
        corners_n=None,
        plate=plate,
        geometry=geometry or size_of(extent, source.axes.front),
        origin=origin_of(file),
        quality=trial_quality(t_s, rate_hz, n_nan=int(np.isnan(plate).any(axis=1).sum())),
        notes=(*house.notes, *told, *zeroed, *notes, *file.notes),
        horizontal_n=house.horizontal_n,
        faults=(*more, *faults),
        plates=loads,
        events=events_of(file, rate_hz),
    )


def _n_plates(file: C3dFile) -> int:
    """Count the plates that are described."""
    n_plates = file.count("FORCE_PLATFORM:USED")
    if n_plates < 1:
        raise _no_plate(file)
    for name, n_each in _LISTS.items():
        n_values = file.parameters.numbers(f"FORCE_PLATFORM:{name}").size
        if n_values < n_plates * n_each:
            raise file.unsound(
                f"FORCE_PLATFORM:{name} holds {n_values} values for {n_plates} plates"
            )
    return n_plates


def _read_plates(
    file: C3dFile, n_plates: int, options: PlateOptions
) -> tuple[list[C3dPlate], list[FloatArray], list[str]]:
    """Read all plates: one that cannot be read is said, unless it is the one that is wanted."""
    sources: list[C3dPlate] = []
    channels: list[FloatArray] = []
    notes: list[str] = []
    failed: RecordingError | None = None
    for number in range(1, n_plates + 1):
        try:
            source = C3dPlate(file, number, options)
            samples = source.read()
            channels.append(samples[: n_samples_of(file, len(samples))])
            sources.append(source)
            notes += [note for note in source.remarks() if note not in notes]
        except RecordingError as error:
            if number == options.plate:
                raise
            failed = failed or error
            notes.append(f"Plate {number} is not read: {error.message}")
    if not sources:
        assert failed is not None  # there is one plate at least
        raise failed
    return sources, channels, notes


def _choose(
    placed: Sequence[PlacedPlate], loads: Sequence[PlateLoad], options: PlateOptions
) -> tuple[list[PlacedPlate], str]:
    """Pick the plates that are measured, and say why not all that bear load."""
    if options.plate is not None:
        return [plate for plate in placed if plate.number == options.plate], ""
    loaded = loaded_numbers(loads)
    chosen = [plate for plate in placed if plate.number in loaded] or [placed[0]]
    if len(chosen) == 1 or not (apart := why_apart(chosen)):
        return chosen, ""
    return chosen[:1], apart


def _house(chosen: Sequence[PlacedPlate], source: C3dPlate) -> HousePlate:
    """Turn what is measured into the house's axes."""
    first, axes = chosen[0], source.axes
    force_n, at_nmm = (first.force_n, first.at_nmm) if len(chosen) == 1 else joined(chosen)
    house = in_house(
        at_nmm,
        force_n,
        front=axes.front,
        z_down=first.z_down,
        sense=None if len(chosen) == 1 else 1.0,
        named=axes.named,
        upright=axes.upright,
    )
    return HousePlate(house.plate, house.horizontal_n, (*house.notes, *first.notes))


def _without_zero(
    file: C3dFile,
    t_s: FloatArray,
    sources: Sequence[C3dPlate],
    channels: Sequence[FloatArray],
    zero_s: tuple[float, float] | None,
    rate_hz: float,
) -> tuple[list[FloatArray], tuple[str, ...], tuple[DataFault, ...]]:
    """Take the empty plates' mean off, of the seconds that were said or the frames of the file."""
    frames = file.parameters.numbers("FORCE_PLATFORM:ZERO", signed=False)
    if zero_s is None and (frames.size < 2 or not 0 <= frames[0] < frames[1]):
        return list(channels), (), ()
    # Somebody may stand on any of them, so it is the load of all that must be none.
    load_n = np.sum([loaded_side(each[:, 2]) for each in channels], axis=0)
    usable = np.asarray(np.isfinite(np.concatenate(channels, axis=1)).all(axis=1))
    if zero_s is not None:
        rows, note = empty_rows(t_s, load_n, zero_s, rate_hz=rate_hz, usable=usable)
        faults: tuple[DataFault, ...] = ()
    else:
        found, note = _zero_frames(file, frames, load_n, usable, rate_hz)
        if found is None:
            return list(channels), (note,), ()
        rows = found
        # An empty plate that reads nothing is no fault.
        taken = max(abs(float(each[rows, 2].mean())) for each in channels)
        faults = (DataFault("empty_plate_off_zero", note, "mended"),) if taken >= 1.0 else ()
    less = []
    for source, each in zip(sources, channels, strict=True):
        mean = each[rows].mean(axis=0)
        mean[source.n_zeroed :] = 0.0
        less.append(each - mean)
    kept = (KEPT_COP,) if any(source.kind == 1 for source in sources) else ()
    return less, (note, *kept), faults


def _zero_frames(
    file: C3dFile,
    zero: FloatArray,
    load_n: FloatArray,
    usable: npt.NDArray[np.bool_],
    rate_hz: float,
) -> tuple[npt.NDArray[np.bool_] | None, str]:
    """Find the samples of the frames that the file names as empty; None where they are not."""
    named = f"The file names frames {zero[0]:.0f} to {zero[1]:.0f} as the empty plate"
    way_out = "--zero FROM,TO (zero=FROM,TO in an address) takes the mean of seconds off."
    begin, end = (int(max(frame, 1)) - file.first_frame for frame in zero[:2])
    rows = np.zeros(load_n.size, dtype=bool)
    if begin >= 0:
        n = file.layout.n_per_frame
        rows[begin * n : (end + 1) * n] = True
    rows &= usable
    if not rows.any():
        return None, f"{named}, and does not hold them; nothing was taken off. {way_out}"
    if why := somebody_there(load_n, rows, rate_hz):
        return None, f"{named}; nothing was taken off: {why} {way_out}"
    rows = without_strays(load_n, rows, rate_hz)
    return rows, (
        f"{named}; their mean was taken off, its load was {float(load_n[rows].mean()):.1f} N."
    )


def _no_plate(file: C3dFile) -> RecordingError:
    """Make the error that says whether channels of a plate are there all the same."""
    names = [name for name in file.channel_texts("LABELS") if _OF_A_PLATE.search(name)]
    # Moments alone are none: magnetometers have mx, my, mz too.
    if not any(("f", "z") in _OF_A_PLATE.findall(name.lower()) for name in names):
        return RecordingError(
            f"{file.path.name} holds no force plate.",
            hint="Choose a trial that was taken with one.",
        )
    shown = " ".join(names[:_MOST_SHOWN]) + (" ..." if len(names) > _MOST_SHOWN else "")
    return RecordingError(
        f"{file.path.name} describes no force plate, but has channels that look like one's: "
        f"{shown!r}.",
        hint="Describe the plate in the program that wrote the file, or export the trial as text.",
    )
