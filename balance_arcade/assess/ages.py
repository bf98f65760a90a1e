"""Ages of people in whole years: which are none, and which a year of birth leaves open."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.errors import ConfigError

OLDEST_Y: Final = 120


def check_age(age_y: int) -> None:
    """Refuse what is no age of a person in whole years.

    Raises
    ------
    ConfigError
        It is below 0 or above 120.
    """
    if not 0 <= age_y <= OLDEST_Y:
        raise ConfigError(f"An age is 0 to {OLDEST_Y} whole years, not {age_y}.")


def ages_of(birth_year: int | None, year: int) -> tuple[int, int] | tuple[()]:
    """Tell the two ages that a year of birth leaves open; empty where it is not known or none.

    Examples
    --------
    >>> ages_of(1950, 2026), ages_of(None, 2026), ages_of(2027, 2026)
    ((75, 76), (), ())
    """
    if birth_year is None or birth_year > year:
        return ()
    return max(year - birth_year - 1, 0), year - birth_year
