"""What somebody asked for who wants the records on the station; imports nothing heavy."""

from __future__ import annotations

import dataclasses
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class ClinicPlan:
    """Where the records are.

    Attributes
    ----------
    address : str or Path
        As of `balance_arcade.records.clinic.database.Database`.
    folder : Path
        Below which recordings lie.
    """

    address: str | Path
    folder: Path
