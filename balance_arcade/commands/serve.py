"""``balance-arcade serve``: boards read, recorded and published, and steered from a station."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses

from balance_arcade.app.host import Host
from balance_arcade.app.plan_file import PlanFile
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.serving import Serving
from balance_arcade.commands.announce import add_announce_argument, announced
from balance_arcade.commands.board_off import BoardOffWords
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.host_flags import Defaults, add_host_arguments, switches_from
from balance_arcade.commands.keys_words import who_is_let_in
from balance_arcade.commands.numbers import check_seconds
from balance_arcade.commands.output import note, notes, print_json
from balance_arcade.commands.protocol_flags import add_protocols_argument, own_tests_from
from balance_arcade.commands.serve_several import serve_several
from balance_arcade.commands.setting_flags import (
    add_programme_arguments,
    add_setting_arguments,
    options_from,
    programme_from,
    with_assigned,
)
from balance_arcade.core.sample_counts import said_apart
from balance_arcade.records.accuracy import board_sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "board",
        nargs="+",
        help="address, for example arduino:/dev/ttyACM0; each further board has ports two higher",
    )
    parser.add_argument("--seconds", type=float, metavar="S", help="on the board's clock")
    parser.add_argument("--json", action="store_true", help="one object at start, one at the end")
    add_programme_arguments(parser)
    add_protocols_argument(parser)
    # Whether a spotter is there is said anew with every session.
    add_setting_arguments(parser, without={"spotter_confirmed"})
    add_host_arguments(parser, Defaults())
    add_announce_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Record and publish until a station says stop, the time is up, or Ctrl-C."""
    check_seconds(args.seconds)
    own_tests_from(args)
    found = programme_from(args)
    options = options_from(args, None if found is None else PlanFile(settings=found.settings))
    base = Playlist((), options=options)
    if found is not None:
        task = found.programme
        base = Playlist((), seed=task.seed, options=options, programme=task, week=args.week)
    switches, sinks = switches_from(args), [BoardOffWords()]
    base = with_assigned(base, args, switches.records)
    if base.programme is not None:
        switches = dataclasses.replace(switches, programme=base.programme.name)
    if len(args.board) > 1:
        return serve_several(args, switches, base)
    address = args.board[0]
    opening = Host.open(address, switches, sinks=sinks, serves=True, progress=first_start())
    with opening as host, announced(args, switches, [host]):
        host.orders.base = base
        serving = Serving(host, args.seconds)
        serving.begin()
        notes(host.book.notes)
        _say_start(host, as_json=args.json)
        try:
            serving.run()
        except KeyboardInterrupt:
            # The usual end: a program that started us learns where the recording is.
            host.close("interrupted")
            if args.json:
                # Whoever sent the signal may have closed the pipe already.
                with contextlib.suppress(OSError):
                    _say_end(host, as_json=True)
            raise
    _say_end(host, as_json=args.json)
    # Last: it raises where a page could not be written, and the recordings are told by then.
    for page in host.summaries():
        note(f"summary {page['html']}")
    return 0


def _say_start(host: Host, *, as_json: bool) -> None:
    info, publisher = host.info, host.publisher
    live = publisher.live_endpoint if publisher is not None else ""
    ctl = publisher.ctl_endpoint if publisher is not None else ""
    access = host.switches.access
    if as_json:
        print_json(
            {
                "board": info.address,
                "origin": info.origin,
                "accuracy": info.accuracy,
                "live": live,
                "ctl": ctl,
                **({"keys": access.pair.fingerprint} if access is not None else {}),
                "recording": host.source.recording,
                **({"station": host.station_url} if host.station_url else {}),
            }
        )
        return
    mark = "" if info.origin == "real" else f" [{info.origin.upper()}]"
    print(f"{info.model}{mark} at {info.nominal_rate_hz:g} Hz")
    if sentence := board_sentence(info):
        print(sentence)
    if live:
        print(f"stream {live}, control {ctl}; {who_is_let_in(access)}")
    if host.station_url:
        print(f"station {host.station_url}")
    kept = f"recording {host.started[0]}; " if host.started else ""
    print(f"{kept}Ctrl-C or a station's Stop ends it", flush=True)


def _say_end(host: Host, *, as_json: bool) -> None:
    health = host.source.health
    files = [str(file) for file in host.started]
    if as_json:
        end = {"recording": files[0] if files else "", "health": health}
        if len(files) > 1:
            end["recordings"] = files
        print_json({**end, **({"results": host.results()} if host.results() else {})})
        return
    kept = f" Recording: {files[0]}" if files else ""
    more = f" and {len(files) - 1} more beside it" if len(files) > 1 else ""
    counted = said_apart(
        health.n_lost,
        n_late=health.n_late,
        n_held=health.n_held,
        n_doubled=health.n_doubled,
    )
    note(f"{health.n_samples} samples, {counted}.{kept}{more}")
