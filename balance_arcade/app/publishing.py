"""The publisher of a host: what of board, orders and recorder it is told."""

from __future__ import annotations

from balance_arcade.app.orders import OrderRouter
from balance_arcade.app.switches import Switches
from balance_arcade.core.board import Board
from balance_arcade.games.registry import known_games
from balance_arcade.server.publisher import Publisher
from balance_arcade.session.local_source import LocalSource


def publisher_of(
    board: Board, switches: Switches, orders: OrderRouter, *, serves: bool
) -> Publisher:
    """Make the publisher of a board; it is not started yet."""
    return Publisher(
        switches.name or board.info.board_id,
        live=switches.live,
        ctl=switches.ctl,
        handle_command=orders.take,
        health=lambda: board.health,
        games=known_games() if serves else (),
        programme=switches.programme if serves else "",
        recordings=switches.folder,
        access=switches.access,
    )


def join_source(publisher: Publisher, source: LocalSource) -> None:
    """Let a publisher tell of the recorder, and its own events reach the recording."""
    publisher.recorder_age_s = source.recorder_age_s
    publisher.emit = source.emit
