"""The end of a session takes every step whatever the step before raised; faults are told after."""

from __future__ import annotations

from collections.abc import Callable

from balance_arcade.core.errors import BalanceArcadeError


def faults_of(step: Callable[[], object]) -> list[BaseException]:
    """Take a step of the end, which must be harmless a second time; return what it raises.

    A step that Ctrl-C tears is taken once more, so that nothing stays open.
    """
    try:
        step()
    except Exception as error:  # noqa: BLE001 - the caller tells all of them
        return [error]
    except BaseException as interrupt:  # noqa: BLE001 - raised by the caller once all is closed
        try:
            step()
        except BaseException as error:  # noqa: BLE001 - as above
            return [interrupt, error]
        return [interrupt]
    return []


def in_words(error: BaseException) -> BalanceArcadeError:
    """Turn a fault of the program, for example of a listener, into one that people can read."""
    if isinstance(error, BalanceArcadeError):
        return error
    told = BalanceArcadeError(
        f"A part of the session failed by a fault of the program: {error!r}.",
        hint="Please report it; the session went on without that part.",
    )
    told.__cause__ = error
    return told
