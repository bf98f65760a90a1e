"""Numbers of the command line that must make sense before a board is opened."""

from __future__ import annotations

import math

from balance_arcade.core.errors import ConfigError

MAX_PORT = 65535
FPS = (1.0, 1000.0)


def check_seconds(seconds: float | None) -> None:
    """Refuse a duration that is none.

    Raises
    ------
    ConfigError
        It is zero, negative or not finite.

    Examples
    --------
    >>> check_seconds(None)
    >>> check_seconds(0.0)
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: --seconds 0 is no time. Give a number above 0.
    """
    if seconds is not None and not (math.isfinite(seconds) and seconds > 0.0):
        raise ConfigError(f"--seconds {seconds:g} is no time.", hint="Give a number above 0.")


def check_fps(fps: float | None) -> None:
    """Refuse a frame rate that nobody would see as a picture that moves.

    Raises
    ------
    ConfigError
        It is outside 1 to 1000 a second.
    """
    if fps is not None and not FPS[0] <= fps <= FPS[1]:
        raise ConfigError(f"--fps {fps:g} is not a rate.", hint="Give 1 to 1000 a second.")


def check_rate(rate_hz: float | None) -> None:
    """Refuse a sampling rate that none can be.

    Raises
    ------
    ConfigError
        It is not above 0, or no number.
    """
    if rate_hz is not None and not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ConfigError(f"--rate {rate_hz:g} is not a rate.", hint="Give hertz, above 0.")


def check_port(port: int) -> None:
    """Refuse a port that no computer has; 0 means any.

    Raises
    ------
    ConfigError
        It is outside 0 to 65535.
    """
    if not 0 <= port <= MAX_PORT:
        raise ConfigError(f"There is no port {port}.", hint=f"Give 0 to {MAX_PORT}; 0 is any.")
