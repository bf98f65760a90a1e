"""Force plates in C3D files, read with ezc3d (``pip install balance-arcade[c3d]``).

ezc3d 1.7 takes the file apart and scales the analog channels, in a process of its own because some
damaged files break it down; what the channels mean is worked out here, after the C3D format's user
guide (c3d.org, FORCE_PLATFORM):

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

from pathlib import Path

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.plate_frame import (
    HousePlate,
    PlateOptions,
    cop_to_house,
    to_house,
    without_zero,
)
from balance_arcade.files.tables.trial import FloatArray, TrialData, trial_quality

_N_CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
_FORCE_N = {"n": 1.0, "kn": 1000.0, "lbf": 4.4482216152605}
_LENGTH_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_MOMENT_NMM = {f"n{name}": scale for name, scale in _LENGTH_MM.items()}
_FLAT_MM = 50.0


def is_c3d(path: Path) -> bool:
    """Say whether a file is C3D, by its name or by its mark."""
    if path.suffix.lower() == ".c3d":
        return True
    try:
        with path.open("rb") as file:
            begin = file.read(2)
    except OSError:
        return False
    return len(begin) == 2 and begin[1] == 0x50 and 2 <= begin[0] <= 9


def read_c3d(path: Path, options: PlateOptions, *, geometry: Geometry | None = None) -> TrialData:
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
        ezc3d is not installed; or the file is damaged, holds no force plate, or lacks a unit.
    """
    file = C3dFile(path)
    n_plates = file.count("FORCE_PLATFORM", "USED")
    if n_plates < 1:
        raise RecordingError(
            f"{path.name} holds no force plate.", hint="Choose a trial that was taken with one."
        )
    if options.plate > n_plates:
        raise RecordingError(
            f"{path.name} holds {n_plates} plate{'s' if n_plates > 1 else ''}, "
            f"not {options.plate}.",
            hint=f"Say --plate with a number up to {n_plates} (plate=1 in an address)."
            if n_plates > 1
            else "Leave --plate out, or say 1.",
        )
    return _Plate(file, options).trial(geometry)


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

    def trial(self, geometry: Geometry | None) -> TrialData:
        """Read the samples."""
        file, options = self._file, self._options
        rate_hz = self._rate_hz()
        signals = file.samples(self._channels)
        if len(signals) < 2:
            raise file.fault(f"plate {options.plate} holds {len(signals)} samples")
        t_s = np.arange(len(signals), dtype=np.float64) / rate_hz
        signals, notes = without_zero(t_s, signals, options.zero_s)
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
            notes=(*house.notes, *more, *notes, *self._remarks()),
            horizontal_n=house.horizontal_n,
        )

    def _part(self, name: str, count: int, index: int) -> FloatArray:
        values = self._file.numbers("FORCE_PLATFORM", name)
        part = values[index * count : (index + 1) * count]
        if part.size != count or not np.isfinite(part).all():
            raise self._file.fault(f"FORCE_PLATFORM:{name} says nothing of plate {index + 1}")
        return part

    def _channel_numbers(self, index: int) -> npt.NDArray[np.int64]:
        table = np.asarray(self._file.values("FORCE_PLATFORM", "CHANNEL"))
        count = _N_CHANNELS[self._kind]
        if table.ndim == 1:
            table = table[:, None]
        if table.ndim != 2 or table.shape[0] < count or table.shape[1] <= index:
            raise self._file.fault(f"FORCE_PLATFORM:CHANNEL says nothing of plate {index + 1}")
        return np.asarray(table[:count, index], dtype=np.int64)

    def _rate_hz(self) -> float:
        for group in ("ANALOG", "POINT"):
            rate = self._file.numbers(group, "RATE")
            if rate.size and np.isfinite(rate[0]) and rate[0] > 0.0:
                return float(rate[0])
        raise self._file.fault("it does not tell its sampling rate")

    def _length_mm(self) -> float:
        units = self._file.values("POINT", "UNITS")
        unit = str(units[0]).strip().lower() if len(units) else "mm"
        if unit not in _LENGTH_MM:
            raise self._file.fault(f"its lengths have the unit {unit!r}, which is not known")
        return _LENGTH_MM[unit]

    def _z_down(self) -> tuple[bool, tuple[str, ...]]:
        if self._options.z != "auto":
            return self._options.z == "down", ()
        along_x = self._corners[0] + self._corners[3] - self._corners[1] - self._corners[2]
        along_y = self._corners[0] + self._corners[1] - self._corners[2] - self._corners[3]
        upright = np.cross(along_x, along_y)
        if not np.any(upright):
            return True, ("Its corners do not tell where z points; down is assumed.",)
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
            depth = -abs(surface[2]) if z_down else abs(surface[2])
            return to_house(force_n, moment_nmm, (0.0, 0.0, depth), front=front, z_down=z_down)
        if self._kind == 4:
            signals = signals @ self._calibration().T
            scale_n, scale_nmm = self._scales_of_matrix(length_mm)
        else:
            scale_n = self._scales(_FORCE_N, range(3))
            scale_nmm = self._scales(_MOMENT_NMM, range(3, 5))
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
        table = np.asarray(self._file.values("FORCE_PLATFORM", "CAL_MATRIX"), dtype=np.float64)
        if table.ndim == 2:
            table = table[:, :, None]
        if table.ndim != 3 or table.shape[:2] != (6, 6) or table.shape[2] <= self._index:
            raise self._file.fault(
                f"plate {self._options.plate} is of type 4 and has no matrix of 6 x 6"
            )
        return np.asarray(table[:, :, self._index], dtype=np.float64)

    def _scales(self, known: dict[str, float], which: range) -> FloatArray:
        """Factors to the house's units, by ANALOG:UNITS, else by ``units=``."""
        units = self._file.values("ANALOG", "UNITS")
        asked = [_plain(part) for part in self._options.units.split(",") if part]
        scales = []
        for place in which:
            channel = int(self._channels[place])
            unit = _plain(str(units[channel - 1])) if channel <= len(units) else ""
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

    def _remarks(self) -> tuple[str, ...]:
        found = []
        zero = self._file.numbers("FORCE_PLATFORM", "ZERO")
        if self._options.zero_s is None and zero.size >= 2 and 0 < zero[0] < zero[1]:
            found.append(
                f"The file names frames {zero[0]:.0f} to {zero[1]:.0f} as the empty plate; nothing "
                "was taken off (say zero=FROM,TO in seconds)."
            )
        if self._kind == 4 and not self._options.units:
            found.append(
                "The matrix is taken to give newtons, and newtons times the file's length."
            )
        if self._kind == 3 and np.any(self._file.numbers("FORCE_PLATFORM", "FPCOPPOLY")):
            found.append("Kistler's polynomial for the centre of pressure was not applied.")
        return tuple(found)


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())
