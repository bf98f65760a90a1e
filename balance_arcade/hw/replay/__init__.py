"""Files as boards: our recordings and force-plate tables, ``replay:FILE?speed=1``."""

from __future__ import annotations

from balance_arcade.core.clock import Clock
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.replay.board import ReplayBoard
from balance_arcade.hw.replay.script import Script, load_script

__all__ = ["ReplayBoard", "Script", "load_script", "open_replay_board"]


def open_replay_board(address: BoardAddress, *, clock: Clock | None = None) -> ReplayBoard:
    """Open a file as a board.

    Parameters
    ----------
    address : BoardAddress
        ``replay:FILE``, with the options

        ``speed``
            How many times faster than it was taken; 0 as fast as it is read. 1 by default.
        ``loop``
            Begin again at the end (yes or no); no by default.
        ``width``, ``length``
            Spacing of the corners in millimetres, only for tables: a plate's load and moments, or
            a centre of pressure, are resolved onto them. Without them the table's own, else
            600 x 400.
        ``load``
            Load in newtons under a centre of pressure that comes without one, 700 by default; the
            board's model says that it was assumed.
        ``rate``
            Samples a second; goes before the times of the file. Not for a recording.
        ``columns``
            Which column of a table is what, see `balance_arcade.files.tables.ColumnMap`:
            ``columns=t=Time[s],ml=COPx[cm],ap=COPy[cm]``.
        ``zero``, ``from``, ``to``, ``trim``
            When the board was empty, and which seconds are played, see
            `balance_arcade.files.tables.Cut`: ``zero=0,7``, ``from=8``, ``to=30``, ``trim=1``.
        ``front``, ``plate``, ``z``, ``up``, ``depth``, ``offset_x``, ``offset_y``, ``units``
            What a C3D file or a force plate's text does not say, see
            `balance_arcade.files.tables.PlateOptions`: ``front=+x``, ``plate=2``, ``z=up``,
            ``up=y``, ``depth=40``, ``units=n,nm``.
        ``stream``
            Which stream of an XDF file, by name, source id or number.
    clock : Clock, optional
        What paces the samples; the machine's by default.

    Returns
    -------
    ReplayBoard
        Of a recording: the samples as they were recorded, flagged as replayed. Where its header
        holds a zero, that is taken off, and the model says so.

    Raises
    ------
    ConfigError
        An option is unknown or does not fit the file.
    BoardNotFoundError
        There is no such file.
    RecordingError
        The file cannot be understood.
    """
    options = address.reader()
    speed = options.take_float("speed", default=1.0, minimum=0.0, maximum=1000.0)
    loop = options.take_bool("loop", default=False)
    return ReplayBoard(load_script(address, options, speed=speed), loop=loop, clock=clock)
