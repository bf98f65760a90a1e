from balance_arcade.app.session import Session as Session
from balance_arcade.cop.live import CopStream as CopStream
from balance_arcade.cop.metric import Metric as Metric
from balance_arcade.core.errors import BalanceArcadeError as BalanceArcadeError
from balance_arcade.core.samples import CopSample as CopSample
from balance_arcade.core.samples import ForceSample as ForceSample
from balance_arcade.files.recording import RecordingReader as Recording
from balance_arcade.games.entry import GameEntry as Game
from balance_arcade.games.registry import known_games as list_games
from balance_arcade.hw import list_boards as list_boards
from balance_arcade.hw import open_board as open_board
from balance_arcade.records.analyze import analyze_file as analyze
from balance_arcade.server.notebook import Client

__all__ = [
    "BalanceArcadeError",
    "Client",
    "CopSample",
    "CopStream",
    "ForceSample",
    "Game",
    "Metric",
    "Recording",
    "Session",
    "__version__",
    "analyze",
    "list_boards",
    "list_games",
    "open_board",
]
__version__: str
