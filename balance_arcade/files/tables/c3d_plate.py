"""One force plate of a C3D file: what its channels mean, and where it lies.

After the C3D format's user guide (c3d.org, FORCE_PLATFORM):

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
distances). Corners stand in the quadrants +x+y, -x+y, -x-y, +x-y, so they tell the plate's size,
its axes in the laboratory and where its z axis points, provided that the laboratory's vertical axis
points up.

By the format a plate's z axis is upright, whichever axis of the laboratory is. Some programs write
the laboratory's axes into the channels all the same, with the load in Fy. With ``up`` they are read
so, if the load is there: then channels, ORIGIN and corners all are in the laboratory's axes.

Not done: Kistler's polynomial for the centre of pressure (FPCOPPOLY), and types 5 and above.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.units import POUND_FORCE_N
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.files.tables.c3d_layout import LAST_COUNT
from balance_arcade.files.tables.plate_frame import Axes, PlateOptions, about_surface, of_place
from balance_arcade.files.tables.several_plates import PlacedPlate
from balance_arcade.files.tables.trial import FloatArray

_N_CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
_FORCE_N = {"n": 1.0, "kn": 1000.0, "lbf": POUND_FORCE_N, "nt": 1.0}
LENGTH_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_MOMENT_NMM = {f"{n}{name}": scale for n in ("n", "nt") for name, scale in LENGTH_MM.items()}


class C3dPlate:
    """One plate of a file.

    Parameters
    ----------
    file : C3dFile
        The file.
    number : int
        Which plate, from 1.
    options : PlateOptions
        What the file does not say.

    Raises
    ------
    RecordingError
        The plate is of a type that is not read, or not described.
    """

    def __init__(self, file: C3dFile, number: int, options: PlateOptions) -> None:
        self._file = file
        self._options = options
        self.number = number
        index = number - 1
        self.kind = int(self._part("TYPE", 1, index)[0])
        if self.kind not in _N_CHANNELS:
            raise RecordingError(
                f"{file.path.name}: plate {number} is of type {self.kind}.",
                hint="Types 1 to 4 are read; export its forces and moments as type 2.",
            )
        self._length_mm = length_mm(file)
        self._corners_mm = self._part("CORNERS", 12, index).reshape(4, 3) * self._length_mm
        self._origin_mm = self._part("ORIGIN", 3, index) * self._length_mm
        self._channels = self._channel_numbers(index)
        self.axes = Axes((0, 1, 2), "+y", "+y", "z")
        """How its axes are called; known after `read`."""

    def read(self) -> FloatArray:
        """Read the samples.

        Returns
        -------
        ndarray of float64, shape (n_samples, 6) or (n_samples, 5)
            Fx Fy Fz Mx My Mz about the transducer, in newtons and newton millimetres, z upright;
            of type 1 Fx Fy Fz and the centre of pressure, which is no matter of an empty plate.
        """
        signals = self._file.samples(self._channels)
        if len(signals) < 2:
            raise self._file.fault(f"plate {self.number} holds {len(signals)} samples")
        self.axes = self._own_axes()
        if self.kind == 1:
            signals = signals[:, :5] * np.concatenate(
                (self._scales(_FORCE_N, range(3)), self._scales(LENGTH_MM, range(3, 5)))
            )
            return signals
        if self.kind == 3:
            return self._kistler(signals * self._scales(_FORCE_N, range(8)))
        if self.kind == 4:
            signals = (signals @ self._calibration().T) * self._scales_of_matrix()
        else:
            signals = signals * np.concatenate(
                (self._scales(_FORCE_N, range(3)), self._scales(_MOMENT_NMM, range(3, 5), 3))
            )
        if self._turned(signals):
            self.axes = self._options.axes()
        order = self.axes.order
        if self.axes.upright == "z":
            return signals
        return signals[:, [*order, *(3 + i for i in order)]]

    @property
    def n_zeroed(self) -> int:
        """How many of the columns of `read` an empty plate gives zero in."""
        return 3 if self.kind == 1 else 6

    def placed(self, channels: FloatArray) -> PlacedPlate:
        """Make the plate of its channels.

        Parameters
        ----------
        channels : ndarray of float64
            As `read` gives them, the empty plate's taken off.
        """
        x_axis, y_axis = self._axes_in_laboratory()
        z_down, notes = self._z_down()
        force_n = channels[:, :3]
        if self.kind == 1:
            at_nmm = of_place(channels[:, 3:5], force_n)
        else:
            at_nmm = about_surface(force_n, channels[:, 3:5], self._surface_mm(z_down=z_down))
        return PlacedPlate(
            self.number, force_n, at_nmm, z_down, self._corners_mm, x_axis, y_axis, notes
        )

    def remarks(self) -> tuple[str, ...]:
        """Say what was assumed of this plate."""
        found = []
        if self.kind == 4 and not self._options.units:
            found.append(
                "The matrix is taken to give newtons, and newtons times the file's length."
            )
        if self.kind == 3 and np.any(self._file.parameters.numbers("FORCE_PLATFORM:FPCOPPOLY")):
            found.append("Kistler's polynomial for the centre of pressure was not applied.")
        return tuple(found)

    def _part(self, name: str, count: int, index: int) -> FloatArray:
        values = self._file.parameters.numbers(f"FORCE_PLATFORM:{name}")
        part = values[index * count : (index + 1) * count]
        if part.size != count or not np.isfinite(part).all():
            raise self._file.fault(f"FORCE_PLATFORM:{name} says nothing of plate {index + 1}")
        return part

    def _channel_numbers(self, index: int) -> npt.NDArray[np.int64]:
        table = self._file.parameters.table("FORCE_PLATFORM:CHANNEL", 2)
        count = _N_CHANNELS[self.kind]
        if table is None or table.shape[0] < count or table.shape[1] <= index:
            raise self._file.fault(f"FORCE_PLATFORM:CHANNEL says nothing of plate {index + 1}")
        if not np.isfinite(table).all():
            raise self._file.fault("FORCE_PLATFORM:CHANNEL holds no numbers")
        # Kept within what can be cast; channels that do not exist are refused where they are read.
        return np.clip(table[:count, index], 0, LAST_COUNT).astype(np.int64)

    def _turned(self, signals: FloatArray) -> bool:
        """Whether the channels are in the laboratory's axes, with the load along another than z."""
        if self._options.up not in ("x", "y"):
            return False
        bears = np.nansum(np.abs(signals[:, :3]), axis=0)
        return bool(bears["xyz".index(self._options.up)] > bears[2])

    def _own_axes(self) -> Axes:
        """Axes of a plate whose own z is upright; with `up`, `front` is one of the laboratory's."""
        options = self._options
        if options.up not in ("x", "y") or options.front == "auto":
            return options.axes(turned=False)
        ahead = np.eye(3)["xyz".index(options.front[1])] * (
            1.0 if options.front[0] == "+" else -1.0
        )
        along = (float(ahead @ self._along(0, 3, 1, 2)), float(ahead @ self._along(0, 1, 2, 3)))
        which = int(abs(along[1]) > abs(along[0]))
        front = ("+" if along[which] >= 0.0 else "-") + "xy"[which]
        return Axes((0, 1, 2), front, front, "z")

    def _axes_in_laboratory(self) -> tuple[FloatArray, FloatArray]:
        if self.axes.upright != "z":
            frame = np.eye(3)[list(self.axes.order)]
            return frame[0], frame[1]
        return self._along(0, 3, 1, 2), self._along(0, 1, 2, 3)

    def _along(self, a: int, b: int, c: int, d: int) -> FloatArray:
        """Direction from the corners c and d to a and b."""
        corners = self._corners_mm
        along = corners[a] + corners[b] - corners[c] - corners[d]
        length = float(np.linalg.norm(along))
        return np.asarray(along / length if length else along)

    def _z_down(self) -> tuple[bool, tuple[str, ...]]:
        if self.axes.upright != "z" or self._options.z == "up":
            return False, ()
        if self._options.z == "down":
            return True, ()
        upright = np.cross(self._along(0, 3, 1, 2), self._along(0, 1, 2, 3))
        if not np.any(upright):
            if self._options.up == "z":
                return False, ()
            return True, ("Its corners do not tell where z points; down is assumed.",)
        if self._options.up != "auto":
            return bool(upright["xyz".index(self._options.up)] < 0.0), ()
        # The largest part of the normal is the vertical one, whichever laboratory axis that is.
        return bool(upright[np.argmax(np.abs(upright))] < 0.0), ()

    def _surface_mm(self, *, z_down: bool) -> tuple[float, float, float]:
        """From the transducer to the surface's centre, in the plate's axes."""
        surface = self._origin_mm[list(self.axes.order)]
        if self.kind == 3:
            # az0 is given with either sign; the transducer always lies below the surface.
            return 0.0, 0.0, -abs(surface[2]) if z_down else abs(surface[2])
        # A surface below its transducer is a writer's error of sign (see the module).
        if (surface[2] > 0.0) == z_down and surface[2]:
            surface = -surface
        ox, oy, oz = (float(x) for x in surface)
        return ox, oy, oz

    def _kistler(self, signals: FloatArray) -> FloatArray:
        fx12, fx34, fy14, fy23, *fz = signals.T
        a_mm, b_mm = np.abs(self._origin_mm[:2])
        none = np.zeros_like(fx12)
        return np.column_stack(
            (
                fx12 + fx34,
                fy14 + fy23,
                fz[0] + fz[1] + fz[2] + fz[3],
                b_mm * (fz[0] + fz[1] - fz[2] - fz[3]),
                a_mm * (fz[1] + fz[2] - fz[0] - fz[3]),
                none,
            )
        )

    def _calibration(self) -> FloatArray:
        table = self._file.parameters.table("FORCE_PLATFORM:CAL_MATRIX", 3)
        if table is None or table.shape[:2] != (6, 6) or table.shape[2] < self.number:
            raise self._file.fault(f"plate {self.number} is of type 4 and has no matrix of 6 x 6")
        matrix = table[:, :, self.number - 1]
        if not np.isfinite(matrix).all():
            raise self._file.fault(f"the matrix of plate {self.number} is no number")
        return matrix

    def _scales(self, known: dict[str, float], which: range, n: int = 0) -> FloatArray:
        """Factors to the house's units, by ANALOG:UNITS, else by ``units=``.

        The last one stands for those of the `n` that have none of their own: the moment about z is
        used only where another axis points up.
        """
        units = self._file.channel_texts("UNITS")
        asked = [plain_unit(part) for part in self._options.units.split(",") if part]
        scales = []
        for place in which:
            channel = int(self._channels[place])
            unit = plain_unit(units[channel - 1]) if channel <= len(units) else ""
            if unit not in known:
                unit = next((one for one in asked if one in known), unit)
            if unit not in known:
                raise RecordingError(
                    f"{self._file.path.name}: channel {channel} of plate {self.number} "
                    + (f"has the unit {unit!r}." if unit else "has no unit."),
                    hint=f"Say --units n,nmm (units=n,nmm in an address); {', '.join(known)} here.",
                )
            scales.append(known[unit])
        scales += scales[-1:] * (n - len(scales))
        return np.array(scales)

    def _scales_of_matrix(self) -> FloatArray:
        """Units behind a matrix stand nowhere: N, and N times POINT:UNITS, unless said."""
        asked = [plain_unit(part) for part in self._options.units.split(",") if part]
        force = next((_FORCE_N[one] for one in asked if one in _FORCE_N), 1.0)
        moment = next((_MOMENT_NMM[one] for one in asked if one in _MOMENT_NMM), self._length_mm)
        return np.array([force] * 3 + [moment] * 3)


def length_mm(file: C3dFile) -> float:
    """Millimetres in one unit of the file's lengths.

    Raises
    ------
    RecordingError
        The unit is not known.
    """
    units = file.parameters.texts("POINT:UNITS")
    unit = units[0].lower() if units else "mm"
    if unit not in LENGTH_MM:
        raise file.fault(f"its lengths have the unit {unit!r}, which is not known")
    return LENGTH_MM[unit]


def plain_unit(text: str) -> str:
    """``N.mm``, ``N-mm`` -> ``nmm``."""
    return "".join(letter for letter in text.lower() if letter.isalpha())
