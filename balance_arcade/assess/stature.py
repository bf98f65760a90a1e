"""A person's stature, as people say it: in centimetres."""

from __future__ import annotations

from balance_arcade.core.errors import ConfigError


def height_mm_of(height_cm: float | None) -> float | None:
    """Give a body height in millimetres; None where it was not said.

    Raises
    ------
    ConfigError
        It is nobody's, such as one in metres.
    """
    if height_cm is None:
        return None
    if not 50.0 <= height_cm <= 250.0:
        raise ConfigError(
            f"The body height must be 50 to 250 cm, not {height_cm:g}.", hint="Give centimetres."
        )
    return 10.0 * height_cm
