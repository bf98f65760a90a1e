"""``balance-arcade serve BOARD BOARD...``: what is told of several boards."""

from __future__ import annotations

import argparse
import contextlib

from balance_arcade.app.playlist import Playlist
from balance_arcade.app.several import ServedBoard, Several
from balance_arcade.app.switches import Switches
from balance_arcade.commands.announce import announced
from balance_arcade.commands.board_off import BoardOffWords
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.keys_words import who_is_let_in
from balance_arcade.commands.output import note, print_json
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.server.keys.access import BoardAccess


def serve_several(args: argparse.Namespace, switches: Switches, base: Playlist) -> int:
    """Serve all boards until each has ended, or Ctrl-C.

    Raises
    ------
    BalanceArcadeError
        No board could be opened; or, once all have ended, the first fault of any.
    """
    opening = Several(
        args.board,
        switches,
        base=base,
        tell=_tell,
        seconds=args.seconds,
        sinks=lambda: [BoardOffWords()],
        progress=first_start(),
    )
    with opening as boards, announced(args, switches, [one.host for one in boards.boards]):
        _say_start(boards, switches.access, as_json=args.json)
        try:
            boards.run()
        except KeyboardInterrupt:
            boards.close()
            if args.json:
                # Whoever sent the signal may have closed the pipe already.
                with contextlib.suppress(OSError):
                    _say_end(boards, as_json=True)
            raise
        _say_end(boards, as_json=args.json)
        boards.raise_fault()
    return 0


def _tell(board: str, error: BalanceArcadeError) -> None:
    note(f"{board}: {error}")


def _say_start(boards: Several, access: BoardAccess | None, *, as_json: bool) -> None:
    for one in boards.boards:
        info, publisher = one.host.info, one.host.publisher
        live = publisher.live_endpoint if publisher is not None else ""
        ctl = publisher.ctl_endpoint if publisher is not None else ""
        if as_json:
            start = {"name": one.name, "board": info.address, "origin": info.origin}
            start |= {"live": live, "ctl": ctl, "recording": one.host.source.recording}
            start |= {"keys": access.pair.fingerprint} if access is not None else {}
            print_json({**start, **({"station": boards.station_url} if boards.station_url else {})})
            continue
        mark = "" if info.origin == "real" else f" [{info.origin.upper()}]"
        where = f"; control {ctl}" if ctl else ""
        print(f"{one.name}: {info.model}{mark} at {info.nominal_rate_hz:g} Hz{where}")
    if not as_json:
        print(f"the stream is {who_is_let_in(access)}")
        if boards.station_url:
            print(f"station {boards.station_url}")
        print("Ctrl-C ends all; a station's Stop ends one board", flush=True)


def _say_end(boards: Several, *, as_json: bool) -> None:
    for one in boards.boards:
        if as_json:
            print_json(_end_of(one))
            continue
        health, files = one.host.source.health, one.host.started
        kept = f" Recording: {files[0]}" if files else ""
        note(f"{one.name}: {health.n_samples} samples, {health.n_lost} lost.{kept}")


def _end_of(one: ServedBoard) -> dict[str, object]:
    files = [str(file) for file in one.host.started]
    end: dict[str, object] = {"name": one.name, "recordings": files}
    end["health"] = one.host.source.health
    if one.host.results():
        end["results"] = one.host.results()
    return {**end, **({"fault": str(one.fault)} if one.fault is not None else {})}
