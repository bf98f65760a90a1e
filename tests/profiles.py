"""Which examples a property is tried on, and how many.

`make test` tries the same ones every time, so that one tree has one verdict. `make hunt` tries new
ones, several times as many.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings  # noqa: TID251 - the only place
from hypothesis.internal.conjecture import providers

# How many times as many examples to hunt through; not set or 0: no hunt.
TIMES = int(os.environ.get("BALANCE_ARCADE_HUNT", "0"))


def choose() -> None:
    """Make one of the two profiles the default of every property."""
    # No limits of time: how busy the machine is says nothing about the code.
    settings.register_profile(
        "same",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        print_blob=True,
        derandomize=True,
        database=None,
    )
    settings.register_profile(
        "hunt",
        settings.get_profile("same"),
        derandomize=False,
        max_examples=100 * max(1, TIMES),
    )
    settings.load_profile("hunt" if TIMES else "same")
    if not TIMES:
        # Hypothesis tries the constants of our modules too, but only of those imported so far:
        # a property's examples would hang on which tests ran before it.
        none = providers.Constants()
        assert callable(providers._get_local_constants)
        providers._get_local_constants = lambda: none


def n_examples(number: int) -> settings:
    """Say how many examples a property is worth in `make test`."""
    return settings(max_examples=number * max(1, TIMES))
