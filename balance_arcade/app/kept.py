"""Where the recordings are that a fault left behind: in the fault's own line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from balance_arcade.core.errors import BalanceArcadeError


def say_kept(error: BalanceArcadeError, started: Sequence[Path]) -> None:
    """Add to a fault's hint where that is kept which was recorded before it.

    Parameters
    ----------
    error : BalanceArcadeError
        About to be told; its hint gets another sentence.
    started : sequence of Path
        The recordings that were begun, oldest first. One that could not be closed counts as the
        ``.part`` that it still is, one that is not there at all is left out.
    """
    kept = [file for path in started for file in _there(path)]
    if not kept:
        return
    beside = f" ({len(kept) - 1} more beside it)" if len(kept) > 1 else ""
    error.hint = f"{error.hint} Recorded until then: {kept[-1]}{beside}.".strip()


def _there(path: Path) -> list[Path]:
    return [file for file in (path, path.with_name(path.name + ".part")) if file.exists()][:1]
