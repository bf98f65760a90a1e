"""Numbers of the command line: what makes sense passes, everything else is named."""

from __future__ import annotations

import math

import pytest

from balance_arcade.commands.numbers import check_fps, check_port, check_seconds
from balance_arcade.core.errors import ConfigError


def test_what_makes_sense_passes() -> None:
    for seconds in (None, 0.01, 3600.0):
        check_seconds(seconds)
    for fps in (None, 1.0, 59.94, 1000.0):
        check_fps(fps)
    for port in (0, 8571, 65535):
        check_port(port)


@pytest.mark.parametrize("seconds", [0.0, -1.0, math.nan, math.inf])
def test_no_time(seconds: float) -> None:
    with pytest.raises(ConfigError, match=f"--seconds must be longer than 0 s, not {seconds:g}"):
        check_seconds(seconds)


@pytest.mark.parametrize("fps", [0.0, -60.0, 0.5, 1e4, math.nan, math.inf])
def test_no_frame_rate(fps: float) -> None:
    with pytest.raises(ConfigError, match="--fps must be 1 to 1000"):
        check_fps(fps)


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_port(port: int) -> None:
    with pytest.raises(ConfigError, match=str(port)):
        check_port(port)
