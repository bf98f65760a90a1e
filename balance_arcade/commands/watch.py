"""``balance-arcade watch``: live centre of pressure and metrics, a line a time."""

from __future__ import annotations

import argparse
import math
import time

from balance_arcade.app.host import Host
from balance_arcade.commands.board_off import BoardOffWords
from balance_arcade.commands.board_warnings import BoardWarnings
from balance_arcade.commands.first_start import first_start
from balance_arcade.commands.host_flags import Defaults, add_host_arguments, switches_from
from balance_arcade.commands.numbers import check_seconds
from balance_arcade.commands.output import note, notes, print_json
from balance_arcade.commands.pairing_flags import access_from, add_pairing_arguments
from balance_arcade.commands.watch_stream import StreamWatch
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.records.accuracy import board_sentence
from balance_arcade.server.client import StreamClient
from balance_arcade.server.endpoints import DEFAULT_CTL

_COLUMNS = ("sway_path_mm", "mean_velocity_mm_s", "rms_ml_mm", "rms_ap_mm", "ellipse_area_mm2")

_LOOK_EVERY_S = 0.5
"""The board is asked for its warnings so often."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "board",
        nargs="?",
        help="address, for example sim: or arduino:/dev/ttyACM0; without one the running stream"
        " whose control port is --ctl",
    )
    parser.add_argument("--seconds", type=float, metavar="S", help="on the board's clock")
    parser.add_argument("--hz", type=float, default=10.0, help="lines a second")
    parser.add_argument("--json", action="store_true", help="NDJSON instead of a table")
    add_host_arguments(parser, Defaults(publish=False, record=False, summary=False))
    add_pairing_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print until the time is up, the recording ends or Ctrl-C."""
    check_seconds(args.seconds)
    if not (math.isfinite(args.hz) and 0.0 < args.hz <= 1000.0):
        raise ConfigError(
            f"--hz must be above 0 and at most 1000, not {args.hz:g}.", hint="Give lines a second."
        )
    if args.board is None:
        return _watch_stream(args)
    if args.pairing or args.station_key:
        raise ConfigError(
            "--pairing and --station-key are for a running stream.",
            hint="Leave the board's address out.",
        )
    sinks = [BoardOffWords()]
    with Host.open(args.board, switches_from(args), sinks=sinks, progress=first_start()) as host:
        notes(host.book.notes)
        info = host.info
        if info.origin != "real":
            note(f"{info.origin.upper()} data: {info.model}")
        if sentence := board_sentence(info):
            note(sentence)
        folder = host.switches.folder
        if folder is not None:
            note(f"recording {host.record('watch')}")
        if not args.json:
            print(_HEAD, flush=True)
        _print_lines(host, args)
    return 0


_HEAD = "     t_s     ml_mm    ap_mm    fz_n  left  " + "  ".join(_COLUMNS)
_OF_A_HOST = (
    "publish",
    "lan",
    "keys",
    "any_port",
    "station",
    "lsl",
    "record",
    "out",
    "summary",
    "person",
)


def _watch_stream(args: argparse.Namespace) -> int:
    """Look at what another program publishes; that one goes on as it is."""
    # Refused aloud: nothing would be published or recorded, and nobody would notice.
    for name in _OF_A_HOST:
        if getattr(args, name):
            flag = f"--{name.replace('_', '-')}"
            raise ConfigError(
                f"{flag} needs a board; a running stream is only looked at.",
                hint=f"Name the board's address, or leave {flag} out.",
            )
    access = access_from(args)
    ctl = args.ctl or DEFAULT_CTL if access is None else access.endpoint(args.ctl or "")
    with StreamClient(args.live, ctl, snapshot_s=0.0, name="watch", access=access) as client:
        if not args.json:
            print(_HEAD, flush=True)

        def show(sample: CopSample, metrics: LiveMetrics | None) -> None:
            _print(sample, metrics, as_json=args.json)

        StreamWatch(client, show, hz=args.hz, seconds=args.seconds).run()
    return 0


def _print_lines(host: Host, args: argparse.Namespace) -> None:
    source = host.source
    due_s = -math.inf
    # A replayed board knows at once what is wrong with its file, and may be over within a blink.
    silent_since, looked_s = time.monotonic(), -math.inf
    warnings = BoardWarnings()
    while not (source.ended or host.orders.stopped.is_set()):
        if time.monotonic() - looked_s > _LOOK_EVERY_S:
            looked_s = time.monotonic()
            warnings.tell(source.health.warnings)
        for sample in source.pump():
            silent_since = time.monotonic()
            if args.seconds is not None and sample.t_s >= args.seconds:
                return
            if sample.t_s >= due_s:
                # The small term: a sample that is due exactly then must not miss it by rounding.
                due_s = sample.t_s + 1.0 / args.hz - 1e-9
                _print(sample, source.metrics(), as_json=args.json)
        # By the wall's clock: the board's own stands still with its samples.
        if time.monotonic() - silent_since > 1.0:
            note("No sample for a second.")
            silent_since = time.monotonic()


def _print(sample: CopSample, metrics: LiveMetrics | None, *, as_json: bool) -> None:
    values = metrics.values if metrics else {}
    if as_json:
        body = {
            "t_s": sample.t_s,
            "seq": sample.seq,
            "ml_mm": sample.ml_mm,
            "ap_mm": sample.ap_mm,
            "fz_n": sample.fz_n,
            "left_frac": sample.left_frac,
            "metrics": values,
        }
        print_json(body)
        return
    row = "  ".join(f"{values.get(name, math.nan):{len(name)}.2f}" for name in _COLUMNS)
    print(
        f"{sample.t_s:8.2f}  {sample.ml_mm:8.2f} {sample.ap_mm:8.2f} {sample.fz_n:7.1f}"
        f"  {sample.left_frac:4.2f}  {row}",
        flush=True,
    )
