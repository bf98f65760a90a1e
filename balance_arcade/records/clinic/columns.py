"""Column types that mean the same in SQLite and in PostgreSQL.

Two things differ between them on valid input: SQLite drops the zone of a time and stores NaN as
NULL, PostgreSQL keeps both and sorts NaN above every number. So a time goes in with its zone and
comes out in UTC, and a number is finite or NULL with a reason beside it.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from sqlalchemy import DateTime, Float
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


def value_or_reason(value: float | None, refused: str) -> tuple[float | None, str]:
    """Apply the one rule for missing values: a finite number alone, or none with its reason.

    Parameters
    ----------
    value : float or None
        As somebody worked it out, another package's metric among them.
    refused : str
        Why there is none.

    Examples
    --------
    >>> value_or_reason(2.5, "left over"), value_or_reason(float("nan"), "")
    ((2.5, ''), (None, 'what was worked out is no finite number'))
    >>> value_or_reason(None, "stopped: stepped"), value_or_reason(None, "")
    ((None, 'stopped: stepped'), (None, 'no reason was given'))
    """
    if value is None:
        return None, refused or "no reason was given"
    if not math.isfinite(value):
        return None, refused or "what was worked out is no finite number"
    return value, ""


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment: with a zone when it goes in, in UTC when it comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Turn a moment into UTC.

        Raises
        ------
        ValueError
            It has no zone, so that nobody knows which moment it is.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"The time {value} must have a zone.")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Give a moment its zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Finite(TypeDecorator[float]):
    """A number that is one: NaN and infinities are refused, so that every reader sees the same."""

    impl = Float(53)
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> Any:
        """Let a finite number or none pass.

        Raises
        ------
        ValueError
            It is not finite: store none, and say why.
        """
        del dialect
        if value is not None and not math.isfinite(value):
            raise ValueError(f"A stored number must be finite, got {value}.")
        return value

    def process_result_value(self, value: float | None, dialect: Dialect) -> Any:
        """Give the number back as it was stored."""
        del dialect
        return value
