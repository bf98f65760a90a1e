"""Trials from files: force plates, tables and our own recordings, in the house's units and axes."""

from balance_arcade.files.tables.bds import BDS_GEOMETRY
from balance_arcade.files.tables.column_map import ColumnMap
from balance_arcade.files.tables.cut import Cut
from balance_arcade.files.tables.outline import read_outline
from balance_arcade.files.tables.plate import (
    MIN_PLATE_LOAD_N,
    cop_to_plate,
    plate_to_cop,
    plate_to_corners,
)
from balance_arcade.files.tables.plate_frame import FRONTS, UPRIGHTS, UPS, PlateOptions, to_house
from balance_arcade.files.tables.reader import read_trial
from balance_arcade.files.tables.trial import TrialData, TrialFormat, TrialQuality

__all__ = [
    "BDS_GEOMETRY",
    "FRONTS",
    "MIN_PLATE_LOAD_N",
    "UPRIGHTS",
    "UPS",
    "ColumnMap",
    "Cut",
    "PlateOptions",
    "TrialData",
    "TrialFormat",
    "TrialQuality",
    "cop_to_plate",
    "plate_to_cop",
    "plate_to_corners",
    "read_outline",
    "read_trial",
    "to_house",
]
