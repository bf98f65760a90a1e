"""Numbers of the command line that must make sense before a board is opened."""

from __future__ import annotations

import math

from balance_arcade.core.errors import ConfigError

MAX_PORT = 65535
FPS = (1.0, 1000.0)
SPEED = (0.01, 100.0)
FILM_FPS = (24.0, 60.0)
MAX_PIXELS = 4096


def check_seconds(seconds: float | None) -> None:
    """Refuse a duration that is not longer than 0 s.

    Raises
    ------
    ConfigError
        It is zero, negative or not finite.

    Examples
    --------
    >>> check_seconds(None)
    >>> check_seconds(0.0)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: --seconds must be longer than 0 s, not 0. Give ...
    """
    # argparse reads `nan` and `inf` as numbers without complaint.
    if seconds is not None and not (math.isfinite(seconds) and seconds > 0.0):
        raise ConfigError(
            f"--seconds must be longer than 0 s, not {seconds:g}.", hint="Give a number above 0."
        )


def check_fps(fps: float | None) -> None:
    """Refuse a frame rate that nobody would see as a picture that moves.

    Raises
    ------
    ConfigError
        It is outside 1 to 1000 a second.
    """
    if fps is not None and not FPS[0] <= fps <= FPS[1]:
        raise ConfigError(
            f"--fps must be 1 to 1000 frames a second, not {fps:g}.", hint="Give 60, for example."
        )


def check_speed(speed: float) -> None:
    """Refuse a speed of a replay at which nobody would see anything.

    Raises
    ------
    ConfigError
        It is outside 0.01 to 100 times.
    """
    if not SPEED[0] <= speed <= SPEED[1]:
        raise ConfigError(
            f"--speed must be 0.01 to 100 times, not {speed:g}.", hint="Give 0.5, for example."
        )


def check_film_fps(fps: float) -> None:
    """Refuse a frame rate that films do not have.

    Raises
    ------
    ConfigError
        It is outside 24 to 60 a second.
    """
    if not FILM_FPS[0] <= fps <= FILM_FPS[1]:
        raise ConfigError(
            f"--fps of a film must be 24 to 60 frames a second, not {fps:g}.", hint="Give 30."
        )


def frame_size(text: str) -> tuple[int, int]:
    """Read the size of a film's frames, such as ``1280x720``.

    Raises
    ------
    ConfigError
        It is no size, odd (MP4 keeps the colours of two by two pixels as one), or out of range.

    Examples
    --------
    >>> frame_size("1280x720")
    (1280, 720)
    """
    words = text.lower().split("x")
    if len(words) == 2 and all(word.isascii() and word.isdigit() for word in words):
        width, height = map(int, words)
        even = width % 2 == height % 2 == 0
        if even and 640 <= width <= MAX_PIXELS and 480 <= height <= MAX_PIXELS:
            return width, height
    raise ConfigError(
        f"--size must be two even numbers from 640x480 to {MAX_PIXELS}x{MAX_PIXELS},"
        f" not {text[:20]!r}.",
        hint="Give 1280x720, for example.",
    )


def check_rate(rate_hz: float | None) -> None:
    """Refuse a sampling rate that is not above 0 Hz.

    Raises
    ------
    ConfigError
        It is not above 0, or no number.
    """
    if rate_hz is not None and not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ConfigError(
            f"--rate must be above 0 Hz, not {rate_hz:g}.", hint="Give the samples a second."
        )


def check_port(port: int) -> None:
    """Refuse a port outside 0 to 65535; 0 takes any free one.

    Raises
    ------
    ConfigError
        It is outside 0 to 65535.
    """
    if not 0 <= port <= MAX_PORT:
        raise ConfigError(
            f"A port must be 0 to {MAX_PORT}, not {port}.", hint="0 takes any free port."
        )
