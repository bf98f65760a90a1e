"""Samples without a time of their own: what bursts do to measures, and what a place in time costs.

Run with ``python benchmarks/bench_arrival.py [--before DIR]``. A simulated person stands for a
minute at 100 Hz; every 3 s the samples of 60 to 300 ms come together at the end of that time, a
quarter of a millisecond apart and read one by one. Beside it stands what the timeline of an earlier
build (``--before``, a checkout in which it is ``balance_arcade/hw/wii/timeline.py``) makes of them.
"""

import argparse
import importlib.util
import itertools
import math
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np
from common import best_s, machine

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw import open_board
from balance_arcade.hw.arrival import Arrivals
from balance_arcade.records.analyze import AnalysisResult, analyze_file

N_SAMPLES = 6000
PERIOD_NS = 10_000_000
EVERY, SPACING_NS = 300, 250_000
LATE_MS = (0, 60, 100, 200, 300)
N_TIMED = 20_000
MAX_LOST = 0


def person():
    """Centre of pressure and load of a minute of quiet stance."""
    with open_board("sim:?seed=7&profile=healthy&speed=0") as board:
        samples = list(itertools.islice(iter(lambda: board.read(0.0)[0], None), N_SAMPLES))
        width_mm, length_mm = board.info.geometry.width_mm, board.info.geometry.length_mm
    tl, tr, bl, br = np.array([(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in samples]).T
    fz = tl + tr + bl + br
    return np.column_stack(
        ((tr + br - tl - bl) / fz * width_mm / 2, (tl + tr - bl - br) / fz * length_mm / 2, fz)
    )


def arrivals_ns(late_ms):
    """When each sample is read, with a burst of so many milliseconds every 3 s."""
    n_late = round(late_ms / 10)
    times_ns = [k * PERIOD_NS for k in range(N_SAMPLES)]
    for start in range(EVERY, N_SAMPLES - n_late, EVERY) if n_late else ():
        end_ns = times_ns[start] + late_ms * 1_000_000
        for k in range(n_late):
            times_ns[start + k] = end_ns + k * SPACING_NS
        for k in itertools.count(start + n_late):
            if k >= N_SAMPLES or times_ns[k] >= times_ns[k - 1]:
                break
            times_ns[k] = times_ns[k - 1] + SPACING_NS
    return times_ns


def placed_now(times_ns):
    """Give times in seconds, what was counted as lost and late, and the longest wait in ms."""
    arrivals, out, waits_ns = Arrivals(1e9 / PERIOD_NS), [], [0]
    now_ns = 0
    for t_ns in (*times_ns, math.inf):
        while (wait_s := arrivals.wait_s(now_ns)) < math.inf:
            due_ns = now_ns + round(wait_s * 1e9)
            if due_ns > t_ns:
                break
            now_ns = due_ns
            settled = arrivals.take((), due_ns)
            waits_ns += [due_ns - one.arrived_ns for one in settled]
            out += settled
        if t_ns < math.inf:
            now_ns = t_ns
            settled = arrivals.take((None,), t_ns)
            waits_ns += [t_ns - one.arrived_ns for one in settled]
            out += settled
    n_lost = sum(one.place.n_lost - one.place.n_found for one in out)
    n_late = sum(bool(one.flags & SampleFlag.LATE) for one in out)
    return [one.place.t_s for one in out], n_lost, n_late, max(waits_ns) / 1e6


def placed_before(module, times_ns):
    """Give times in seconds and what was counted as lost, by the earlier build."""
    timeline = module.HostTimeline(1e9 / PERIOD_NS)
    places = [timeline.place(1, t_ns)[0] for t_ns in times_ns]
    return [place.t_s for place in places], sum(place.n_lost for place in places)


def measured(times_s, cop) -> AnalysisResult:
    """Analyse the person's minute with these times."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trial.csv"
        rows = np.column_stack((times_s, cop))
        header = "t_s,cop_ml_mm,cop_ap_mm,fz_n"
        np.savetxt(file, rows, fmt="%.17g", delimiter=",", header=header, comments="")
        return analyze_file(file)


def effect(found, truth) -> str:
    """Say how wrong the mean velocity is, and how many metrics more are refused."""
    name = "mean_velocity_mm_s"
    wrong = found.metrics[name].value / truth.metrics[name].value - 1.0
    return f"{wrong:+8.2%}{len(found.quality.refused) - len(truth.quality.refused):9d}"


def costs_us(module):
    """Microseconds a punctual sample at 1 kHz costs, read singly: now, and before.

    Now with all that a board does for it; before, with its place alone.
    """
    jitter_ns = np.random.default_rng(1).integers(0, 100_000, N_TIMED).tolist()
    times_ns = [k * 1_000_000 + jitter_ns[k] for k in range(N_TIMED)]
    item = (None,)

    def now():
        arrivals = Arrivals(1000.0)
        for t_ns in times_ns:
            arrivals.wait_s(t_ns)
            for one in arrivals.take(item, t_ns):
                assert one.flags == 0

    def before():
        timeline = module.HostTimeline(1000.0)
        for t_ns in times_ns:
            timeline.place(1, t_ns)

    pair = (now, before) if module else (now,)
    return [best_s(call) / N_TIMED * 1e6 for call in pair]


def earlier(folder: str | None) -> ModuleType | None:
    """Load the timeline of an earlier checkout under a name of its own."""
    if folder is None:
        return None
    file = Path(folder) / "balance_arcade" / "hw" / "wii" / "timeline.py"
    spec = importlib.util.spec_from_file_location("earlier_timeline", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", metavar="DIR", help="checkout of an earlier build")
    module = earlier(parser.parse_args().before)
    cop = person()
    truth = measured([k / 100 for k in range(N_SAMPLES)], cop)
    print(machine())
    print(
        "late ms  velocity  refused   lost   late  longest wait ms  (before: velocity refused lost)"
    )
    for late_ms in LATE_MS:
        times_ns = arrivals_ns(late_ms)
        times_s, n_lost, n_late, wait_ms = placed_now(times_ns)
        now = measured(times_s, cop)
        line = f"{late_ms:7d}  {effect(now, truth)}{n_lost:7d}{n_late:7d}{wait_ms:17.1f}"
        if module:
            times_s, n_before = placed_before(module, times_ns)
            line += f"  {effect(measured(times_s, cop), truth)}{n_before:7d}"
        print(line, "" if n_lost <= MAX_LOST else "   NOT KEPT")
    now_us, *before_us = costs_us(module)
    kept = not before_us or now_us <= before_us[0]
    print(
        f"a sample at 1 kHz: {now_us:.2f} us", *(f"before {us:.2f} us" for us in before_us), end=""
    )
    print("" if kept else "   NOT KEPT")


if __name__ == "__main__":
    main()
