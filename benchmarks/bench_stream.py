"""How long a sample takes from the acquisition's call to a subscriber in another process.

Run: python benchmarks/bench_stream.py [SECONDS [--limits]]

Latency is from the call with each single sample to its decoded message in the subscriber, so it
includes waiting for the batch. Both processes share one monotonic clock. Beside it the same samples
go through a plain PUB and SUB socket, one a message, and through the Lab Streaming Layer. "cpu" is
the processor time of the publishing process, less what the same loop takes that publishes nothing,
as a part of one core. On a busy computer the times are those of its scheduler: take the least of
several runs. ``--limits`` takes three in turn with CURVE, a plain PUB and LSL alone, and says the
least of each beside its limit.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pylsl
import zmq
from common import machine

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.server.bodies import CHANNELS, SampleBlock
from balance_arcade.server.keys.access import board_access
from balance_arcade.server.keys.allow_list import list_path, pair_station
from balance_arcade.server.keys.key_pair import BOARD, STATION, KeyPair, save_key
from balance_arcade.server.publisher import Publisher

OURS = """
import json, pathlib, sys, time
from balance_arcade.server.client import StreamClient
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.keys.key_pair import load_key
ages, n_messages, access = [], 0, None
if len(sys.argv) > 4:
    access = StationAccess(load_key(pathlib.Path(sys.argv[4])), bytes.fromhex(sys.argv[5]))
with StreamClient(sys.argv[2], sys.argv[3], snapshot_s=0.0, access=access) as client:
    print("ready", flush=True)
    end = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < end:
        for message in client.poll(0.1):
            if message.kind == "samples":
                now_ns = time.monotonic_ns()
                n_messages += 1
                ages += (now_ns - message.body.column("t_host_ns")).tolist()
    n_gaps = client.reader.gaps["samples"].n_gaps
    print(json.dumps({"ages": ages, "n_gaps": n_gaps, "n_messages": n_messages}), flush=True)
"""
PLAIN = """
import json, sys, time
import numpy as np, zmq
sub = zmq.Context().socket(zmq.SUB)
sub.connect(sys.argv[2]); sub.subscribe(b"")
print("ready", flush=True)
ages, end = [], time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    if sub.poll(100):
        ages.append(time.monotonic_ns() - np.frombuffer(sub.recv())[10])
print(json.dumps({"ages": ages, "n_gaps": 0, "n_messages": len(ages)}), flush=True)
"""
LSL = """
import json, sys, time
import pylsl
inlet = pylsl.StreamInlet(pylsl.resolve_byprop("source_id", sys.argv[2], timeout=20.0)[0])
inlet.open_stream(20.0)
print("ready", flush=True)
ages, end = [], time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    row, _ = inlet.pull_sample(timeout=0.1)
    if row is not None:
        ages.append(time.monotonic_ns() - row[10])
print(json.dumps({"ages": ages, "n_gaps": 0, "n_messages": len(ages)}), flush=True)
"""
WARM_UP_S = 1.0
N_ROUNDS = 3


def sample(seq: int, rate_hz: float) -> CopSample:
    """Make a sample that carries the present time."""
    now_ns = time.monotonic_ns()
    return CopSample(seq, now_ns, seq / rate_hz, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)


def feed(publish: Callable[[CopSample], object], rate_hz: float, seconds: float) -> float:
    """Publish at the board's pace; give the processor time of this process in seconds."""
    before_s, begin_ns = time.process_time(), time.monotonic_ns()
    for seq in range(round(seconds * rate_hz)):
        due_ns = begin_ns + round(seq * 1e9 / rate_hz)
        time.sleep(max(0.0, (due_ns - time.monotonic_ns()) / 1e9))
        publish(sample(seq, rate_hz))
    return time.process_time() - before_s


def measure(
    code: str,
    words: tuple[str, ...],
    publish: Callable[[CopSample], object],
    rate_hz: float,
    seconds: float,
    *,
    n_subscribers: int = 1,
) -> list[str]:
    """One row of the table: subscribers that run ``code``, fed by ``publish``."""
    run_s = seconds + WARM_UP_S
    command = [sys.executable, "-c", code, str(run_s), *words]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(n_subscribers)
    ]
    for child in children:
        child.stdout.readline()
    used_s = feed(publish, rate_hz, run_s)
    results = [json.loads(child.communicate()[0]) for child in children]
    bare_s = feed(lambda _: None, rate_hz, 1.0) * run_s
    skip = round(WARM_UP_S * rate_hz)
    ages_ms = np.concatenate([r["ages"][skip:] for r in results]) / 1e6
    p50, p99 = np.percentile(ages_ms, [50, 99])
    per_message = len(results[0]["ages"]) / max(1, results[0]["n_messages"])
    return [
        f"{rate_hz:.0f}",
        f"{n_subscribers}",
        f"{per_message:.1f}",
        f"{p50:.2f}",
        f"{p99:.2f}",
        f"{(used_s - bare_s) / run_s * 100.0:.1f}",
        f"{sum(r['n_gaps'] for r in results)}",
    ]


def ours(rate_hz: float, seconds: float, n_subscribers: int = 1, *, keys: str = "") -> list[str]:
    """Through the publisher; with a folder for keys, encrypted with them."""
    words: tuple[str, ...] = ()
    access = None
    if keys:
        folder = Path(keys)
        board, station = KeyPair.create(), KeyPair.create()
        save_key(board, BOARD, folder)
        words = (str(save_key(station, STATION, folder)), board.public.hex())
        pair_station(list_path(folder), "bench", station.public, "viewer")
        access = board_access(folder)
    publisher = Publisher(
        "bench",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda _: "accepted",
        access=access,
    )
    publisher.start()
    publisher.on_info(
        BoardInfo("sim:", "bench", "Bench", "", Geometry(400.0, 300.0), rate_hz, "host")
    )
    row = measure(
        OURS,
        (publisher.live_endpoint, publisher.ctl_endpoint, *words),
        lambda made: publisher.on_samples([made]),
        rate_hz,
        seconds,
        n_subscribers=n_subscribers,
    )
    publisher.stop()
    return row


def plain(rate_hz: float, seconds: float) -> list[str]:
    """Through a PUB socket, one sample a message."""
    with zmq.Context() as context, context.socket(zmq.PUB) as pub:
        port = pub.bind_to_random_port("tcp://127.0.0.1")
        words = (f"tcp://127.0.0.1:{port}",)
        return measure(
            PLAIN, words, lambda made: pub.send(SampleBlock.of([made]).to_bytes()), rate_hz, seconds
        )


def lsl(rate_hz: float, seconds: float) -> list[str]:
    """Through the Lab Streaming Layer, one sample a push."""
    source = f"bench-{time.time_ns()}"
    info = pylsl.StreamInfo("bench", "Force", len(CHANNELS), rate_hz, pylsl.cf_double64, source)
    outlet = pylsl.StreamOutlet(info)
    return measure(
        LSL,
        (source,),
        lambda made: outlet.push_sample(SampleBlock.of([made]).values[0]),
        rate_hz,
        seconds,
    )


def limits(seconds: float = 5.0) -> list[tuple[str, float, float]]:
    """Print three rounds at 1 kHz; return what is limited, the limit and what was seen."""
    print(f"Sample to subscriber at 1 kHz; {machine()}")
    seen: dict[str, list[tuple[float, ...]]] = {}
    with tempfile.TemporaryDirectory() as keys:
        ways: list[tuple[str, Callable[[], list[str]]]] = [
            ("with CURVE", lambda: ours(1000.0, seconds, keys=tempfile.mkdtemp(dir=keys))),
            ("PUB and SUB", lambda: plain(1000.0, seconds)),
            ("LSL", lambda: lsl(1000.0, seconds)),
        ]
        for _ in range(N_ROUNDS):
            for name, run in ways:
                _, _, each, *numbers = run()
                p50, p99, cpu, n_gaps = map(float, numbers)
                print(
                    f"{name:>12}: {each} a message, p50 {p50:.2f} p99 {p99:.2f} ms, "
                    f"{cpu:.1f} % of a core, {n_gaps:.0f} gaps",
                    flush=True,
                )
                seen.setdefault(name, []).append((p50, p99, cpu))
    p50, p99, cpu = map(min, zip(*seen["with CURVE"], strict=True))
    lsl_p50 = min(one[0] for one in seen["LSL"])
    return [
        ("1 kHz with CURVE, p50 ms", 1.0, p50),
        ("1 kHz with CURVE, p99 ms", 4.0, p99),
        ("beyond the batch (of one sample), p50 ms", 0.3, p50),
        ("beyond the batch (of one sample), p99 ms", 1.0, p99),
        ("1 kHz with CURVE, % of a core", 5.0, cpu),
        ("p50 over LSL's", 1.5, p50 / lsl_p50),
    ]


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    if "--limits" in sys.argv:
        for name, limit, value in limits(seconds):
            print(f"{name}: limit {limit:g}, seen {value:.2f}")
        return
    names = ["rate Hz", "stations", "a message", "p50 ms", "p99 ms", "cpu %", "gaps"]
    print("Sample to subscriber over loopback TCP")
    print(f"{'':>12}" + "  ".join(f"{name:>9}" for name in names))
    keys = tempfile.mkdtemp()
    rows: list[tuple[str, Callable[[], list[str]]]] = [
        ("ours", lambda: ours(100.0, seconds)),
        ("ours", lambda: ours(100.0, seconds, 4)),
        ("ours", lambda: ours(1000.0, seconds)),
        ("ours", lambda: ours(1000.0, seconds, 4)),
        ("with CURVE", lambda: ours(1000.0, seconds, keys=keys)),
        ("PUB and SUB", lambda: plain(1000.0, seconds)),
        ("LSL", lambda: lsl(1000.0, seconds)),
    ]
    for name, run in rows:
        print(f"{name:>12}" + "  ".join(f"{value:>9}" for value in run()), flush=True)
    shutil.rmtree(keys)


if __name__ == "__main__":
    main()
