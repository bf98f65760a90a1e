"""The text files that are read, in the order in which they are tried.

Each reader looks whether a file is of its kind and leaves it to the next if not. What was
recognised stands in `balance_arcade.files.tables.trial.TrialData.understood`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from balance_arcade.files.tables.asked import read_asked
from balance_arcade.files.tables.bds import is_bds, read_bds
from balance_arcade.files.tables.columns import read_columns
from balance_arcade.files.tables.columns_found import names_columns
from balance_arcade.files.tables.cortex import read_cortex
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.loggers import logger_of
from balance_arcade.files.tables.measured_text import one_line_of_names
from balance_arcade.files.tables.names_shown import no_names
from balance_arcade.files.tables.nexus import read_nexus
from balance_arcade.files.tables.opensim import read_opensim
from balance_arcade.files.tables.plate_text import find_plate_table, read_plate_text
from balance_arcade.files.tables.qualisys import read_qualisys
from balance_arcade.files.tables.text import find_table
from balance_arcade.files.tables.trial import TrialData
from balance_arcade.files.tables.zebris import read_zebris


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A kind of text file.

    Attributes
    ----------
    name : str
        For people.
    known_by : str
        What tells it from the others.
    read : callable
        Returns the trial, or None where the file is of another kind.
    """

    name: str
    known_by: str
    read: Callable[[TextFile, HowToRead], TrialData | None]


def read_text_trial(file: TextFile, how: HowToRead) -> TrialData:
    """Read a text file of whichever kind it is.

    Parameters
    ----------
    file : TextFile
        The file.
    how : HowToRead
        What it does not say.

    Returns
    -------
    TrialData

    Raises
    ------
    RecordingError
        It is of no kind that is known, or something in it is missing or wrong.
    ConfigError
        An option does not fit the file.
    """
    if how.columns is not None:
        return read_asked(file, how, how.columns)
    file = one_line_of_names(file)
    for form in FORMATS:
        trial = form.read(file, how)
        if trial is not None:
            return trial
    raise no_names(file)


def _read_bds(file: TextFile, how: HowToRead) -> TrialData | None:
    table = find_table(file, is_bds)
    return None if table is None else read_bds(table, rate_hz=how.rate_hz)


def _read_plate(file: TextFile, how: HowToRead) -> TrialData | None:
    found = find_plate_table(file)
    if found is None:
        return None
    return read_plate_text(found, how)


def _read_columns(file: TextFile, how: HowToRead) -> TrialData | None:
    table = find_table(file, lambda cells: names_columns(cells) or logger_of(cells) is not None)
    if table is None:
        return None
    return read_columns(table, rate_hz=how.rate_hz, geometry=how.geometry)


FORMATS: Final = (
    TextFormat("OpenSim storage (.mot, .sto)", "a line 'endheader'", read_opensim),
    TextFormat("Vicon Nexus", "a first line 'Devices' or another block's name", read_nexus),
    TextFormat("Qualisys force data (.tsv)", "NO_OF_SAMPLES and FREQUENCY above", read_qualisys),
    TextFormat("Cortex of Motion Analysis (.forces)", "a first line '[Force Data]'", read_cortex),
    TextFormat("Zebris signal", "a first line 'type, name, time_units ...'", read_zebris),
    TextFormat("BDS (Santos and Duarte)", "COPx[cm] and COPy[cm]", _read_bds),
    TextFormat(
        "force plate's export", "Fz with Mx and My, or with a place in x and y", _read_plate
    ),
    TextFormat("table with named columns", "a whole set of named columns", _read_columns),
)
"""All kinds, in the order in which they are tried."""
