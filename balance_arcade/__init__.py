"""Balance boards and force plates: centre of pressure, games and a therapist station.

Not a medical device: research and training software. It makes no diagnosis, and a person who may
fall is never left alone with it.

The names below are the public face; ``docs/api.md`` has a page on them. Everything else may move
between versions. A name's room is imported when the name is asked for, so that importing this
package costs nothing.

Examples
--------
>>> import balance_arcade
>>> with balance_arcade.open_board("sim:?seed=1&speed=0") as board:
...     board.read(0.0)[0].seq
0
"""

import importlib
import logging

__version__ = "0.1.0"

# A program that uses the package decides what it wants to see of its log.
logging.getLogger(__name__).addHandler(logging.NullHandler())

# Written out in `__init__.pyi` for type checkers; a test holds the two together.
_HOMES = {
    "BalanceArcadeError": "balance_arcade.core.errors",
    "Client": "balance_arcade.server.notebook",
    "CopSample": "balance_arcade.core.samples",
    "CopStream": "balance_arcade.cop.live",
    "ForceSample": "balance_arcade.core.samples",
    "Game": "balance_arcade.games.entry:GameEntry",
    "Metric": "balance_arcade.cop.metric",
    "Recording": "balance_arcade.files.recording:RecordingReader",
    "Session": "balance_arcade.app.session",
    "analyze": "balance_arcade.records.analyze:analyze_file",
    "list_boards": "balance_arcade.hw",
    "list_games": "balance_arcade.games.registry:known_games",
    "open_board": "balance_arcade.hw",
}

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 - the table is the one place for the names


def __getattr__(name: str) -> object:
    """Import a public name's room when it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, other = home.partition(":")
    found: object = getattr(importlib.import_module(module), other or name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
