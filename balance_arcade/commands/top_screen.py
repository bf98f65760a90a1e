"""The screen of ``balance-arcade top``: a table that is drawn anew four times a second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Footer, Header, Static

from balance_arcade.commands.top_rows import COLUMNS, row_of
from balance_arcade.server.station.summary import BoardSummary

DRAW_S = 0.25
STYLES = {"fresh": "green", "amber": "black on yellow", "red": "bold white on red"}
LEVEL_COLUMN, TROUBLE_COLUMN = 1, len(COLUMNS) - 1


class TopScreen(App[None]):
    """All boards, one a row.

    Parameters
    ----------
    boards : callable
        Gives what is known of each.
    """

    TITLE = "Balance Arcade: all boards"
    BINDINGS: ClassVar[list[BindingType]] = [("q", "quit", "Quit")]
    CSS = "DataTable { height: 1fr; } #told { height: auto; padding: 0 1; }"

    def __init__(self, boards: Callable[[], Sequence[BoardSummary]]) -> None:
        super().__init__()
        self._boards = boards

    def compose(self) -> ComposeResult:
        """Lay the screen out."""
        yield Header()
        yield DataTable(cursor_type="row", zebra_stripes=True)
        yield Static(id="told")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table, and go on doing so."""
        table = self.query_one(DataTable)
        for place, name in enumerate(COLUMNS):
            table.add_column(name, key=str(place))
        for place in range(len(self._boards())):
            table.add_row(*[""] * len(COLUMNS), key=str(place))
        self.set_interval(DRAW_S, self.draw)
        self.draw()

    def draw(self) -> None:
        """Write what has changed."""
        table, boards = self.query_one(DataTable), self._boards()
        for place, board in enumerate(boards):
            for column, text in enumerate(row_of(board)):
                style = STYLES.get(board.level, "") if column == LEVEL_COLUMN else ""
                if column == TROUBLE_COLUMN and text:
                    style = STYLES["red"]
                cell = Text(text, style=style)
                if table.get_cell(str(place), str(column)) != cell:
                    table.update_cell(str(place), str(column), cell, update_width=True)
        troubles = [f"{board.board or board.ctl}: {board.trouble}" for board in boards]
        told = "\n".join(
            line for line, board in zip(troubles, boards, strict=True) if board.trouble
        )
        self.query_one("#told", Static).update(Text(told or "No alarm.", style="bold"))
