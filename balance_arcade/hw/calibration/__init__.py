"""From what the cells of any board deliver to newtons: fit, file, and how good it is.

A board whose cells can be calibrated takes these values of the address's option ``calibration``:

- its raw value (``counts`` or ``factory``): samples hold what the cells deliver, untouched, and
  `BoardInfo.calibration_id` says so. The board's module names it as ``RAW_CALIBRATION``, and what
  the cells then deliver as ``RAW_UNIT`` (``counts`` or ``N``).
- a file's path: `load_calibration`.
- left out: the board's own file, `find_calibration`, else something nominal, said loudly.

A calibrated board gives `Calibration.accuracy` in its `BoardInfo` and `Calibration.warnings` in its
health. ``balance-arcade calibrate`` needs no more of it.
"""

from balance_arcade.hw.calibration.apply import (
    NOMINAL,
    UNCALIBRATED,
    Calibration,
    as_delivered,
)
from balance_arcade.hw.calibration.file import (
    FileV1,
    FileV2,
    load_calibration,
    new_file,
    read_file,
    read_part,
    write_file,
    write_part,
)
from balance_arcade.hw.calibration.fit import CalibrationFit, PointError, fit_readings
from balance_arcade.hw.calibration.gravity import local_gravity_m_s2
from balance_arcade.hw.calibration.readings import Point, Reading, Readings
from balance_arcade.hw.calibration.store import (
    calibration_folder,
    calibration_path,
    find_calibration,
    known_calibrations,
    owner_of,
)

__all__ = [
    "NOMINAL",
    "UNCALIBRATED",
    "Calibration",
    "CalibrationFit",
    "FileV1",
    "FileV2",
    "Point",
    "PointError",
    "Reading",
    "Readings",
    "as_delivered",
    "calibration_folder",
    "calibration_path",
    "find_calibration",
    "fit_readings",
    "known_calibrations",
    "load_calibration",
    "local_gravity_m_s2",
    "new_file",
    "owner_of",
    "read_file",
    "read_part",
    "write_file",
    "write_part",
]
