"""Force plates in C3D files.

`balance_arcade.files.tables.c3d_file` takes the file apart and scales the analog channels; what the
channels mean is worked out here, after the C3D format's user guide (c3d.org, FORCE_PLATFORM):

======  ==========================================================================================
type    channels
======  ==========================================================================================
1       Fx Fy Fz, centre of pressure x y, Tz
2       Fx Fy Fz Mx My Mz
3       Kistler: fx12 fx34 fy14 fy23 fz1 fz2 fz3 fz4, ORIGIN = (a, b, az0);
        ``Mx = b (fz1 + fz2 - fz3 - fz4)``, ``My = a (fz2 + fz3 - fz1 - fz4)``
4       six signals times CAL_MATRIX give those of type 2
======  ==========================================================================================

ORIGIN leads from the transducer to the surface's centre, in the plate's axes. Its z is negative
where z points down; writers who got that wrong are common, and a positive one is turned around
(types 2 and 4: the whole vector, as the user guide's readers do; type 3: z alone, a and b are
distances). Corners stand in the quadrants +x+y, -x+y, -x-y, +x-y, so they tell the plate's size and
where its z axis points, provided that the laboratory's vertical axis points up.

Not done: Kistler's polynomial for the centre of pressure (FPCOPPOLY), and types 5 and above.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.files.tables.c3d_layout import LAST_COUNT
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.plate_frame import (
    HousePlate,
    PlateOptions,
    cop_to_house,
    to_house,
)
from balance_arcade.files.tables.trial import FloatArray, TrialData, trial_quality
from balance_arcade.files.tables.zero import loaded_side, take_off_zero

_N_CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
_LISTS = {"TYPE": 1, "CORNERS": 12, "ORIGIN": 3, "CHANNEL": 6}
_FORCE_N = {"n": 1.0, "kn": 1000.0, "lbf": 4.4482216152605, "nt": 1.0}
_LENGTH_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_MOMENT_NMM = {f"{n}{name}": scale for n in ("n", "nt") for name, scale in _LENGTH_MM.items()}
_FLAT_MM = 50.0
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
    geometry: Geometry | None = None,
    zero_s: tuple[float, float] | None = None,
) -> TrialData:
    """Read one force plate of a C3D file.

    Parameters
    ----------
    path : Path
        An existing file.
    options : PlateOptions
        Which plate, and which of its axes points to the toes.
    geometry : Geometry, optional
        Size of the plate, for a file whose corners do not tell it.

    Returns
    -------
    TrialData
        At the rate of the analog channels.

    Raises
    ------
    RecordingError
        The file is damaged, holds no force plate, or lacks a unit.
    """
    file = C3dFile(path)
    n_plates = file.count("FORCE_PLATFORM:USED")
    if n_plates < 1:
        raise _no_plate(file)
    for name, n_each in _LISTS.items():
        n_values = file.parameters.numbers(f"FORCE_PLATFORM:{name}").size
        if n_values < n_plates * n_each:
            raise file.unsound(
                f"FORCE_PLATFORM:{name} holds {n_values} values for {n_plates} plates"
            )
    if options.plate > n_plates:
        raise RecordingError(
            f"{path.name} holds {n_plates} plate{'s' if n_plates > 1 else ''}, "
            f"not {options.plate}.",
            hint=f"Say --plate with a number up to {n_plates} (plate=1 in an address)."
            if n_plates > 1
            else "Leave --plate out, or say 1.",
        )
    return _Plate(file, options).trial(geometry, zero_s)


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


class _Plate:
    """One plate of a file."""

    def __init__(self, file: C3dFile, options: PlateOptions) -> None:
        self._file = file
        self._options = options
        index = options.plate - 1
        self._kind = int(self._part("TYPE", 1, index)[0])
        if self._kind not in _N_CHANNELS:
            raise RecordingError(
                f"{file.path.name}: plate {options.plate} is of type {self._kind}.",
                hint="Types 1 to 4 are read; export its forces and moments as type 2.",
            )
        self._corners = self._part("CORNERS", 12, index).reshape(4, 3)
        self._origin = self._part("ORIGIN", 3, index)
        self._channels = self._channel_numbers(index)
        self._index = index

    def trial(self, geometry: Geometry | None, zero_s: tuple[float, float] | None) -> TrialData:
        """Read the samples."""
        file, options = self._file, self._options
        rate_hz = file.rate_hz()
        signals = file.samples(self._channels)
        if len(signals) < 2:
            raise file.fault(f"plate {options.plate} holds {len(signals)} samples")
        t_s = np.arange(len(signals), dtype=np.float64) / rate_hz
        load = loaded_side(signals[:, 4:].sum(axis=1) if self._kind == 3 else signals[:, 2])
        signals, notes = take_off_zero(t_s, signals, load, zero_s, rate_hz=rate_hz)
        length_mm = self._length_mm()
        z_down, more = self._z_down()
        house = self._house(signals, length_mm, z_down=z_down)
        plate = house.plate
        return TrialData(
            path=file.path,
            format="c3d",
            t_s=t_s,
            rate_hz=rate_hz,
            cop_mm=plate_to_cop(plate),
            fz_n=plate[:, 0].copy(),
            corners_n=None,
            plate=plate,
            geometry=geometry or self._geometry(length_mm),
            origin="real",
            quality=trial_quality(t_s, rate_hz, n_nan=int(np.isnan(plate).any(axis=1).sum())),
            notes=(*house.notes, *more, *notes, *self._remarks(zero_s), *file.notes),
            horizontal_n=house.horizontal_n,
        )

    def _part(self, name: str, count: int, index: int) -> FloatArray:
        values = self._file.parameters.numbers(f"FORCE_PLATFORM:{name}")
        part = values[index * count : (index + 1) * count]
        if part.size != count or not np.isfinite(part).all():
            raise self._file.fault(f"FORCE_PLATFORM:{name} says nothing of plate {index + 1}")
        return part

    def _channel_numbers(self, index: int) -> npt.NDArray[np.int64]:
        table = self._file.parameters.table("FORCE_PLATFORM:CHANNEL", 2)
        count = _N_CHANNELS[self._kind]
        if table is None or table.shape[0] < count or table.shape[1] <= index:
            raise self._file.fault(f"FORCE_PLATFORM:CHANNEL says nothing of plate {index + 1}")
        if not np.isfinite(table).all():
            raise self._file.fault("FORCE_PLATFORM:CHANNEL holds no numbers")
        # Kept within what can be cast; channels that do not exist are refused where they are read.
        return np.clip(table[:count, index], 0, LAST_COUNT).astype(np.int64)

    def _length_mm(self) -> float:
        units = self._file.parameters.texts("POINT:UNITS")
        unit = units[0].lower() if units else "mm"
        if unit not in _LENGTH_MM:
            raise self._file.fault(f"its lengths have the unit {unit!r}, which is not known")
        return _LENGTH_MM[unit]

    def _z_down(self) -> tuple[bool, tuple[str, ...]]:
        if self._options.z != "auto":
            return self._options.z == "down", ()
        # Corners stand in the quadrants +x+y, -x+y, -x-y, +x-y, so these are the plate's x and y
        # axes.
        along_x = self._corners[0] + self._corners[3] - self._corners[1] - self._corners[2]
        along_y = self._corners[0] + self._corners[1] - self._corners[2] - self._corners[3]
        upright = np.cross(along_x, along_y)
        if not np.any(upright):
            return True, ("Its corners do not tell where z points; down is assumed.",)
        # The largest part of the normal is the vertical one, whichever laboratory axis that is.
        return bool(upright[np.argmax(np.abs(upright))] < 0.0), ()

    def _geometry(self, length_mm: float) -> Geometry | None:
        along_x = float(np.linalg.norm(self._corners[0] - self._corners[1])) * length_mm
        along_y = float(np.linalg.norm(self._corners[0] - self._corners[3])) * length_mm
        if min(along_x, along_y) < _FLAT_MM:
            return None
        ahead_is_x = self._options.front.endswith("x")
        return Geometry(along_y, along_x) if ahead_is_x else Geometry(along_x, along_y)

    def _house(self, signals: FloatArray, length_mm: float, *, z_down: bool) -> HousePlate:
        front = self._options.front
        surface = self._origin * length_mm
        if self._kind == 1:
            force_n = signals[:, :3] * self._scales(_FORCE_N, range(3))
            place = signals[:, 3:5] * self._scales(_LENGTH_MM, range(3, 5))
            return cop_to_house(place, force_n, front=front, z_down=z_down)
        if self._kind == 3:
            force_n, moment_nmm = self._kistler(signals, np.abs(surface[:2]))
            # az0 is given with either sign; the transducer always lies below the surface.
            depth = -abs(surface[2]) if z_down else abs(surface[2])
            return to_house(force_n, moment_nmm, (0.0, 0.0, depth), front=front, z_down=z_down)
        if self._kind == 4:
            signals = signals @ self._calibration().T
            scale_n, scale_nmm = self._scales_of_matrix(length_mm)
        else:
            scale_n = self._scales(_FORCE_N, range(3))
            scale_nmm = self._scales(_MOMENT_NMM, range(3, 5))
        # A surface below its transducer is a writer's error of sign (see the module).
        if (surface[2] > 0.0) == z_down and surface[2]:
            surface = -surface
        ox, oy, oz = (float(x) for x in surface)
        return to_house(
            signals[:, :3] * scale_n,
            signals[:, 3:5] * scale_nmm,
            (ox, oy, oz),
            front=front,
            z_down=z_down,
        )

    def _kistler(self, signals: FloatArray, half_mm: FloatArray) -> tuple[FloatArray, FloatArray]:
        fx12, fx34, fy14, fy23, *fz = (signals * self._scales(_FORCE_N, range(8))).T
        a_mm, b_mm = half_mm
        force_n = np.column_stack((fx12 + fx34, fy14 + fy23, fz[0] + fz[1] + fz[2] + fz[3]))
        moment_nmm = np.column_stack(
            (b_mm * (fz[0] + fz[1] - fz[2] - fz[3]), a_mm * (fz[1] + fz[2] - fz[0] - fz[3]))
        )
        return force_n, moment_nmm

    def _calibration(self) -> FloatArray:
        table = self._file.parameters.table("FORCE_PLATFORM:CAL_MATRIX", 3)
        if table is None or table.shape[:2] != (6, 6) or table.shape[2] <= self._index:
            raise self._file.fault(
                f"plate {self._options.plate} is of type 4 and has no matrix of 6 x 6"
            )
        matrix = table[:, :, self._index]
        if not np.isfinite(matrix).all():
            raise self._file.fault(f"the matrix of plate {self._options.plate} is no number")
        return matrix

    def _scales(self, known: dict[str, float], which: range) -> FloatArray:
        """Factors to the house's units, by ANALOG:UNITS, else by ``units=``."""
        units = self._file.channel_texts("UNITS")
        asked = [_plain(part) for part in self._options.units.split(",") if part]
        scales = []
        for place in which:
            channel = int(self._channels[place])
            unit = _plain(units[channel - 1]) if channel <= len(units) else ""
            if unit not in known:
                unit = next((one for one in asked if one in known), unit)
            if unit not in known:
                raise RecordingError(
                    f"{self._file.path.name}: channel {channel} of plate {self._options.plate} "
                    + (f"has the unit {unit!r}." if unit else "has no unit."),
                    hint=f"Say --units n,nmm (units=n,nmm in an address); {', '.join(known)} here.",
                )
            scales.append(known[unit])
        return np.array(scales)

    def _scales_of_matrix(self, length_mm: float) -> tuple[FloatArray, FloatArray]:
        """Units behind a matrix stand nowhere: N, and N times POINT:UNITS, unless said."""
        asked = [_plain(part) for part in self._options.units.split(",") if part]
        force = next((_FORCE_N[one] for one in asked if one in _FORCE_N), 1.0)
        moment = next((_MOMENT_NMM[one] for one in asked if one in _MOMENT_NMM), length_mm)
        return np.full(3, force), np.full(2, moment)

    def _remarks(self, zero_s: tuple[float, float] | None) -> tuple[str, ...]:
        found = []
        zero = self._file.parameters.numbers("FORCE_PLATFORM:ZERO", signed=False)
        if zero_s is None and zero.size >= 2 and 0 < zero[0] < zero[1]:
            found.append(
                f"The file names frames {zero[0]:.0f} to {zero[1]:.0f} as the empty plate; nothing "
                "was taken off (zero=FROM,TO in an address takes its mean off, in seconds)."
            )
        if self._kind == 4 and not self._options.units:
            found.append(
                "The matrix is taken to give newtons, and newtons times the file's length."
            )
        if self._kind == 3 and np.any(self._file.parameters.numbers("FORCE_PLATFORM:FPCOPPOLY")):
            found.append("Kistler's polynomial for the centre of pressure was not applied.")
        return tuple(found)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())
