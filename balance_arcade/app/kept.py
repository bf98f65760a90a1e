"""Where the recordings are that a fault left behind: in the fault's own line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from balance_arcade.app.faults import in_words
from balance_arcade.core.errors import BalanceArcadeError


def say_kept(error: BalanceArcadeError, started: Sequence[Path], pages: Sequence[str] = ()) -> None:
    """Add to a fault's hint where that is kept which was recorded before it.

    Parameters
    ----------
    error : BalanceArcadeError
        About to be told; its hint gets another sentence.
    started : sequence of Path
        The recordings that were begun, oldest first. One that could not be closed counts as the
        ``.part`` that it still is, one that is not there at all is left out.
    pages : sequence of str
        Summaries that were written, oldest first.
    """
    kept = [file for path in started for file in _there(path)]
    if not kept:
        return
    beside = f" ({len(kept) - 1} more beside it)" if len(kept) > 1 else ""
    summed_up = f" Summary: {pages[-1]}." if pages else ""
    error.hint = f"{error.hint} Recorded until then: {kept[-1]}{beside}.{summed_up}".strip()


def _there(path: Path) -> list[Path]:
    return [file for file in (path, path.with_name(path.name + ".part")) if file.exists()][:1]


def raise_first(faults: Sequence[BaseException], started: Sequence[Path]) -> None:
    """Raise the first of several faults with the others as notes; nothing where there is none.

    Parameters
    ----------
    faults : sequence of BaseException
        Oldest first. One that is not an `Exception` goes before all others, and as it is.
    started : sequence of Path
        As of `say_kept`.
    """
    # An interrupt is no error in words: it goes up as it is, whatever else has failed.
    for fault in faults:
        if not isinstance(fault, Exception):
            raise fault
    if faults:
        # A listener's fault comes from the source and from the listener itself.
        first, *others = map(in_words, dict.fromkeys(faults))
        for other in others:
            if other is not first:
                first.add_note(f"Also: {other}")
        say_kept(first, started)
        raise first
