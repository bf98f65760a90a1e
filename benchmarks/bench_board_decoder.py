"""What an Arduino board costs: decoding, the whole driver at 1 kHz, and how old a sample is.

Run with ``python benchmarks/bench_board_decoder.py``; prints a table with its limits. The line is a
pseudo terminal, so its own delay (up to 16 ms on an FTDI adapter) is not in the age. Beside the
driver's age stands that of a reader that does nothing but wait for bytes: what both have, on a busy
machine tens of milliseconds, is the machine's.
"""

import contextlib
import os
import pty
import resource
import select
import statistics
import sys
import threading
import time
import tty
from pathlib import Path

from balance_arcade.hw import open_board
from balance_arcade.hw.arduino import FrameDecoder
from balance_arcade.hw.arduino.messages import SampleFrame

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "emulation"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
import arduino_peer as peer

RATE_HZ = 1000
CHUNK = 26 * 16
MIN_FRAMES_S = 50_000
MAX_CPU_SHARE = 0.02
MAX_AGE_P99_MS = 5.0
SECONDS, N_ROUNDS = 5.0, 3


def wires(n):
    """Make samples that move, one every millisecond."""
    return [peer.sample(i, 1000 * i, (10**6 + i, -i, 3 * i, 10**5)) for i in range(n)]


def decoder_frames_s(n=20_000, n_rounds=7):
    """Frames a second that the decoder takes, best of some rounds."""
    data = b"".join(wires(n))
    best = 0.0
    for _ in range(n_rounds):
        decoder = FrameDecoder()
        start_s = time.perf_counter()
        n_frames = sum(
            len(decoder.feed(data[at : at + CHUNK])) for at in range(0, len(data), CHUNK)
        )
        best = max(best, n_frames / (time.perf_counter() - start_s))
        assert n_frames == n
    return best


def sender(ready, go):
    """Be a board at 1 kHz; the microseconds of a sample are when it was sent."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    ready(os.ttyname(slave))
    answered = False
    while not answered:
        data = os.read(master, 4096)
        if b"\x81" in data:
            os.write(master, b"\0" + peer.hello(1, flags=0, rate_hz=RATE_HZ))
        answered = b"\x82" in data
    start_ns, i, seconds = time.monotonic_ns(), 0, SECONDS + 2.0
    while i < seconds * RATE_HZ:
        due_ns = start_ns + i * 1_000_000
        wait_s = (due_ns - time.monotonic_ns()) / 1e9
        if wait_s > 0:
            time.sleep(wait_s)
        now_us = time.monotonic_ns() // 1000
        os.write(master, peer.sample(i, now_us & 0xFFFFFFFF, (i, -i, 2 * i, 3 * i)))
        i += 1
        if select.select([master], [], [], 0)[0]:
            os.read(master, 4096)
    go.wait()


def cpu_s():
    """Processor time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def board_process():
    """Run the sender; give the name of its port."""
    read_fd, write_fd = os.pipe()
    child = os.fork()
    if child == 0:
        sender(lambda name: os.write(write_fd, name.encode()), threading.Event())
        os._exit(0)
    try:
        yield os.read(read_fd, 256).decode()
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)
        os.close(read_fd)
        os.close(write_fd)


def ages(stamps_us):
    """Ages in milliseconds, now, of samples that carry when they were sent."""
    now_us = time.monotonic_ns() // 1000
    return [((now_us - stamp_us) & 0xFFFFFFFF) / 1e3 for stamp_us in stamps_us]


def bare():
    """Ages of the samples for a reader that only waits for bytes."""
    found, decoder = [], FrameDecoder()
    with board_process() as port:
        line = os.open(port, os.O_RDWR | os.O_NOCTTY)
        os.write(line, b"\x81\x82")
        end_s = time.monotonic() + SECONDS
        while time.monotonic() < end_s:
            select.select([line], [], [], 0.1)
            frames = decoder.feed(os.read(line, 4096))
            found += ages(frame.t_us for frame in frames if isinstance(frame, SampleFrame))
        os.close(line)
    return found


def live():
    """CPU share of the reading process, ages of the samples it read, their rate, and its health."""
    found = []
    with board_process() as port, open_board(f"arduino:{port}?calibration=nominal") as board:
        for _ in range(20):
            board.read(0.05)
        start_s, start_cpu_s = time.monotonic(), cpu_s()
        while time.monotonic() - start_s < SECONDS:
            found += ages(sample.t_device_ticks for sample in board.read(0.05))
        share = (cpu_s() - start_cpu_s) / (time.monotonic() - start_s)
        return share, found, len(found) / SECONDS, board.health


def main():
    """Print the table."""
    frames_s = decoder_frames_s()
    # The best of some rounds: what else the machine does is not the driver's.
    rounds = [(live(), bare()) for _ in range(N_ROUNDS)]
    share = min(driver[0] for driver, _ in rounds)
    cuts = [statistics.quantiles(driver[1], n=100) for driver, _ in rounds]
    p50_ms, p99_ms = (min(cut[at] for cut in cuts) for at in (49, 98))
    bare_ms = min(statistics.quantiles(found, n=100)[98] for _, found in rounds)
    rate_hz, n_lost = rounds[0][0][2], sum(driver[3].n_lost for driver, _ in rounds)
    fast, cheap = frames_s >= MIN_FRAMES_S, share <= MAX_CPU_SHARE
    fresh = p99_ms <= MAX_AGE_P99_MS
    rows = [
        ("decoder, frames a second", f"{frames_s:,.0f}", f">= {MIN_FRAMES_S:,}", fast),
        (f"samples read a second, of {RATE_HZ}", f"{rate_hz:.0f}", "", True),
        ("share of a core at 1 kHz", f"{share:.2%}", f"<= {MAX_CPU_SHARE:.0%}", cheap),
        ("age at the reader, p50", f"{p50_ms:.2f} ms", "", True),
        ("age at the reader, p99", f"{p99_ms:.2f} ms", f"<= {MAX_AGE_P99_MS:g} ms", fresh),
        ("the same, a reader of bytes only", f"{bare_ms:.2f} ms", "", True),
        ("samples lost", f"{n_lost}", "0", n_lost == 0),
    ]
    print(f"{'':<34}{'measured':>14}{'limit':>14}")
    for name, measured, limit, kept in rows:
        print(f"{name:<34}{measured:>14}{limit:>14}{'' if kept else '   NOT KEPT'}")


if __name__ == "__main__":
    main()
