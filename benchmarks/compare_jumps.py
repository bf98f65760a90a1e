"""Values of jumps beside those of open programs, on the same trials.

Run ``python benchmarks/compare_jumps.py [FILE...] [--rate HZ]`` with ``jumpmetrics`` and
``plateforce`` installed (extra ``bench``); one that is missing is left out, and said. Files are
tables of one or two loads, as `balance-arcade jump` reads them; without any, simulated jumps are
compared, whose truth is known. The table with the reasons stands in docs/peers-jumps.md.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from balance_arcade.assess.jump_record import JumpRecord
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.files.tables.loads import LoadOptions, read_loads
from balance_arcade.testing.jump_models import Person, countermovement_jump, squat_jump

Floats = npt.NDArray[np.float64]
Values = Mapping[str, float]

ROWS = {
    "body_weight_n": "body weight, N",
    "take_off_velocity_m_s": "take-off velocity, m/s",
    "jump_height_impulse_m": "height by impulse, m",
    "jump_height_flight_m": "height by flight time, m",
    "flight_time_s": "flight time, s",
    "time_to_take_off_s": "time to take-off, s",
    "rsi_modified_m_s": "modified RSI, m/s",
    "braking_impulse_ns": "braking impulse, N s",
    "propulsion_impulse_ns": "propulsion impulse, N s",
    "countermovement_depth_m": "depth, m",
    "peak_force_n": "peak force, N",
    "peak_power_w": "peak power, W",
}


def ours(load_n: Floats, rate_hz: float) -> Values:
    """Give our values of the first jump from standing."""
    for jump in measure_jumps(JumpRecord(load_n, rate_hz)):
        if jump.result.test in ("cmj", "sj"):
            return {n: v.value for n, v in jump.result.values.items() if v.value is not None}
    return {}


def by_jumpmetrics(load_n: Floats, rate_hz: float) -> Values:
    """Give those of jumpmetrics, two seconds before take-off, weighed for 0.4 s, unfiltered."""
    import pandas as pd
    from jumpmetrics.core import io
    from jumpmetrics.core.processors import ForceTimeCurveCMJTakeoffProcessor

    series = pd.Series(load_n)
    top = 1.4 * float(np.median(load_n[: int(rate_hz)]))
    high = io.find_first_frame_where_force_exceeds_threshold(force_trace=series, threshold=top)
    off = io.find_frame_when_off_plate(force_trace=series[high:], sampling_frequency=int(rate_hz))
    trace = io.get_n_seconds_before_takeoff(
        force_trace=series, sampling_frequency=int(rate_hz), takeoff_frame=off, n=2
    )
    found = ForceTimeCurveCMJTakeoffProcessor(trace, int(rate_hz), 0.4)
    found.get_jump_events()
    found.compute_jump_metrics()
    names = {
        "takeoff_velocity": "take_off_velocity_m_s",
        "jump_height_takeoff_velocity": "jump_height_impulse_m",
        "movement_time": "time_to_take_off_s",
        "braking_net_vertical_impulse": "braking_impulse_ns",
        "propulsive_net_vertical_impulse": "propulsion_impulse_ns",
        "lowering_displacement": "countermovement_depth_m",
        "maximum_force": "peak_force_n",
    }
    values = found.jump_metrics
    out = {ours_: abs(float(values[theirs])) for theirs, ours_ in names.items() if theirs in values}
    return out | {"body_weight_n": float(found.body_weight)}


def by_plateforce(load_n: Floats, rate_hz: float) -> Values:
    """Give those of plateforce with the methods of its own first example."""
    import plateforce as pf

    registry = pf.Registry.load()
    jump = pf.analyse_countermovement_jump(
        pf.Trial(load_n, sample_rate_hz=rate_hz),
        weighing_epoch=registry.method("bwepoch.fixed_window").bind(duration=1.0),
        onset=registry.method("onset.threshold.noise_relative").bind(k=5.0),
        takeoff=registry.method("takeoff.threshold.absolute_force").bind(threshold_n=20.0),
    )
    names = {
        "system_weight_newtons": "body_weight_n",
        "takeoff_velocity_meters_per_second": "take_off_velocity_m_s",
        "jump_height_takeoff_frame_meters": "jump_height_impulse_m",
        "jump_height_flight_time_meters": "jump_height_flight_m",
        "flight_time_seconds": "flight_time_s",
        "time_to_takeoff_seconds": "time_to_take_off_s",
        "reactive_strength_index_modified": "rsi_modified_m_s",
    }
    found = {}
    for theirs, ours_ in names.items():
        value = getattr(jump, theirs, None)
        if value is not None:
            found[ours_] = float(getattr(value, "value", value))
    return found


def simulated() -> dict[str, tuple[Floats, float, Values]]:
    """Give simulated jumps and the truth about them."""
    jumps = {
        "simulated CMJ, 1000 Hz": countermovement_jump(7),
        "simulated CMJ, 100 Hz": countermovement_jump(7, 100.0),
        "simulated CMJ, zero off by 15 N": countermovement_jump(7, person=Person(zero_n=15.0)),
        "simulated CMJ after 4 s of standing": countermovement_jump(7, quiet_s=4.0),
        "simulated SJ, 1000 Hz": squat_jump(7),
    }
    return {
        name: (
            jump.load_n,
            jump.rate_hz,
            {
                "body_weight_n": jump.weight_n,
                "take_off_velocity_m_s": jump.take_off_m_s,
                "jump_height_impulse_m": jump.height_m,
                "jump_height_flight_m": jump.height_m,
                "flight_time_s": jump.flight_s,
                "countermovement_depth_m": jump.depth_m,
                "peak_power_w": jump.peak_power_w,
            },
        )
        for name, jump in jumps.items()
    }


def main() -> int:
    """Print a table for each trial."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--rate", type=float)
    args = parser.parse_args()
    logging.disable(logging.WARNING)
    trials = {} if args.files else simulated()
    for file in args.files:
        loads = read_loads(file, LoadOptions(rate_hz=args.rate, units="n"))
        trials[Path(file).name] = (loads.load_n, loads.rate_hz, {})
    programs = {"ours": ours, "jumpmetrics": by_jumpmetrics, "plateforce": by_plateforce}
    for name, (load_n, rate_hz, truth) in trials.items():
        columns: dict[str, Values] = {"truth": truth} if truth else {}
        for program, measure in programs.items():
            try:
                columns[program] = measure(load_n, rate_hz)
            except ImportError:
                print(f"{program} is not installed", file=sys.stderr)
            except (BalanceArcadeError, ValueError, IndexError, KeyError, RuntimeError) as error:
                columns[program] = {}
                print(f"{name}: {program} gives nothing: {error}", file=sys.stderr)
        print(f"\n### {name}\n")
        print("| value | " + " | ".join(columns) + " |")
        print("| --- |" + " --- |" * len(columns))
        for key, words in ROWS.items():
            cells = [f"{c[key]:.4g}" if key in c else "" for c in columns.values()]
            if any(cells):
                print(f"| {words} | " + " | ".join(cells) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
