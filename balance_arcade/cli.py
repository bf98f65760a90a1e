"""The command line, and the composition root: the only place that may join every room."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    del argv
    return 0
