"""The sheet of a test's result, read from its file with the recordings beside it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from balance_arcade.assess.guided_tests import known_tests
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.records.assessed import Assessment, find_trials, open_recordings
from balance_arcade.reports.assessment_sheet import assessment_sheet
from balance_arcade.reports.sheet import Sheet


def result_sheet(file: Path) -> Sheet:
    """Lay out what came of a test.

    Parameters
    ----------
    file : Path
        A ``....assessment.json``.

    Raises
    ------
    ConfigError
        It cannot be read.
    RecordingError
        It is no result, or its recordings do not lie beside it.
    """
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Assessment)
    except OSError as error:
        raise ConfigError(f"{file.name} cannot be read: {error.strerror}.") from error
    except msgspec.MsgspecError as error:
        raise RecordingError(
            f"{file.name} is no result of a test.", hint="`assess` writes ....assessment.json."
        ) from error
    readers = open_recordings([file.parent / name for name in found.recordings])
    made = min(reader.header.wall.iso() for reader in readers)
    # A clinic's own test need not be known here: its sheet has no pictures then.
    tests = [one for one in known_tests() if one.name == found.test]
    trials = find_trials(readers, tests[0])[0] if tests else []
    return assessment_sheet(found, made, trials)
