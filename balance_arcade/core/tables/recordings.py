"""Our own recordings as trials."""

from __future__ import annotations

from pathlib import Path

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.tables.trial import TrialData


def read_recording(path: Path) -> TrialData:
    """Read one of our recordings as a trial."""
    raise RecordingError(f"{path.name} is a recording; this version cannot read it yet.")
