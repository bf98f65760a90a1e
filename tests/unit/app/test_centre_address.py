"""Where the centre is: from a file or the environment, so that a password is nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from balance_arcade.app.centre_address import CENTRE_ENVIRONMENT, centre_address
from balance_arcade.core.errors import ConfigError

ADDRESS = "postgresql://room-1:hush@centre.example/clinic"


def test_a_file_goes_before_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "centre.txt"
    file.write_text(f"# The centre\n\n  {ADDRESS}  \nmore\n")
    file.chmod(0o600)
    assert centre_address(str(file), {CENTRE_ENVIRONMENT: "x"}) == ADDRESS
    assert centre_address(None, {CENTRE_ENVIRONMENT: f" {ADDRESS}\n"}) == ADDRESS


def test_an_address_on_the_command_line_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="does not belong on the command line") as caught:
        centre_address(ADDRESS, {})
    assert "hush" not in str(caught.value)


def test_what_is_no_address_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No centre is named"):
        centre_address(None, {})
    with pytest.raises(ConfigError, match="cannot be read"):
        centre_address(str(tmp_path / "none"), {})
    empty = tmp_path / "empty"
    empty.write_text("# nothing\n")
    empty.chmod(0o600)
    with pytest.raises(ConfigError, match="no address in empty"):
        centre_address(str(empty), {})


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights.")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "centre.txt"
    file.write_text(ADDRESS)
    file.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        centre_address(str(file), {})
    assert "hush" not in str(caught.value)
