"""``--records``: which records a session feeds."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from balance_arcade.app.folders import RECORDS_ENVIRONMENT
from balance_arcade.commands.host_flags import Defaults, add_host_arguments, switches_from
from balance_arcade.core.errors import ConfigError

SERVER = "postgresql://clinic@server/clinic"


@pytest.mark.parametrize(
    ("words", "set_to", "fed"),
    [
        ([], "", ""),
        (["--records"], "", "records.db"),
        (["--records", "other.db"], SERVER, "other.db"),
        ([], SERVER, SERVER),
        (["--records"], SERVER, SERVER),
        (["--no-records"], SERVER, ""),
        (["--no-record"], SERVER, ""),
    ],
)
def test_the_flag_goes_before_the_environment_and_that_before_the_folder(
    words: list[str],
    set_to: str,
    fed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(RECORDS_ENVIRONMENT, raising=False)
    if set_to:
        monkeypatch.setenv(RECORDS_ENVIRONMENT, set_to)
    switch = switches_from(_parsed([*words, "--out", str(tmp_path)])).records
    assert (Path(switch.address).name if switch else "") == Path(fed).name


def test_records_of_what_is_not_recorded_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Nothing is recorded"):
        switches_from(_parsed(["--records", "--no-record", "--out", str(tmp_path)]))


def _parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_host_arguments(parser, Defaults())
    return parser.parse_args(words)
