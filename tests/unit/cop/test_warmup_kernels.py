import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
from itertools import groupby

import numba
import pytest
from patience import DEADLINE_S

from balance_arcade import cop
from balance_arcade.cop.warmup import EVERY_USE, Use, _middle, steps_for, warmup

MISSED = """
import importlib, os, pkgutil
import balance_arcade.cop as room
from balance_arcade.cop.warmup import warmup
os.cpu_count = lambda: 2
warmup()
kernels = {id(t): t for i in pkgutil.iter_modules(room.__path__, room.__name__ + ".")
           for t in vars(importlib.import_module(i.name)).values() if hasattr(t, "py_func")}
print(sum(sum(t.stats.cache_misses.values()) for t in kernels.values()))
"""

KILLED = MISSED.replace(
    "warmup()\n",
    """
import pathlib
from balance_arcade.cop.helper import Helper
def kept():
    return len(list(pathlib.Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi")))
n_before = kept()
class Dying(Helper):
    def wait(self, step, timeout_s):
        if kept() > n_before:
            self._process.kill()
        return super().wait(step, timeout_s)
import balance_arcade.cop.warmup as module
module.Helper = Dying
warmup()
""",
)

GREW = """
import numpy as np
from balance_arcade.cop import recurrences, geometry_kernels
from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.warmup import warmup
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample
def count():
    rooms = (recurrences, geometry_kernels)
    return [len(t.signatures) for r in rooms for t in vars(r).values() if hasattr(t, "py_func")]
warmup()
before = count()
rng = np.random.default_rng(0)
stream = CopStream(Geometry(433.0, 238.0), 100.0, window_s=0.1, zero_n=(1.0, 1.0, 1.0, 1.0))
for i in range(100):
    stream.push(ForceSample(i, 0, i / 100.0, *rng.uniform(0.0, 60.0, 4).tolist()))
stream.metrics()
stream.reset_window()
for preset in ("default", "raw", "duarte_bds"):
    cop = np.asfortranarray(rng.normal(size=(100, 2)))
    half = np.full(100, 0.5)
    analyze_trial(np.arange(100) / 100.0, cop, rate_hz=100.0, preset=preset,
                  loads=LoadShares(half, half))
print(sum(count()) - sum(before))
"""


# What a session asks of the kernels, and what `analyze` does, in a process that is warm for it: a
# kernel that its warm-up forgets would be made ready only here, by the compiler or from the disk.
READY = """
from balance_arcade.core import kernel
from balance_arcade.cop import warmup
def n_ready():
    return sum(len(compiled.signatures) for compiled in kernel._kernels)
warmup.warmup(use=warmup.Use.{})
before = n_ready()
"""

SESSION = (
    READY.format("SESSION")
    + """
import numpy as np
from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.core.kernel import only_cached
from balance_arcade.cop.limits import limits_from_quiet_sway
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample
with only_cached():
    board, rng = Geometry(433.0, 238.0), np.random.default_rng(0)
    forces = rng.uniform(90.0, 110.0, (4000, 4))
    stream = CopStream(board, 100.0, window_s=0.5)
    for i, corners in enumerate(forces.tolist()):
        stream.push(ForceSample(i, 0, i / 100.0, *corners))
        stream.metrics()
    cop = cop_from_corners(forces, board)
    limits_from_quiet_sway(cop.cop_mm)
    loads = LoadShares(cop.left_frac, cop.front_frac)
    analyze_trial(np.arange(4000) / 100.0, cop.cop_mm, rate_hz=100.0, loads=loads)
print(before > 5, n_ready() - before)
"""
)

ANALYSIS = (
    READY.format("ANALYSIS")
    + """
import numpy as np
from balance_arcade.core.kernel import only_cached
from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.pipelines import PRESETS
with only_cached():
    rng = np.random.default_rng(0)
    half = np.full(22000, 0.5)  # long enough for the entropies of long records
    for preset in PRESETS:
        cop = np.cumsum(rng.normal(size=(22000, 2)), axis=0) / 10.0
        analyze_trial(np.arange(22000) / 100.0, cop, rate_hz=100.0, preset=preset,
                      loads=LoadShares(half, half))
print(before > 5, n_ready() - before)
"""
)

JUMPS = (
    READY.format("JUMPS")
    + """
import numpy as np
from balance_arcade.core.kernel import only_cached
from balance_arcade.assess.jumps import JumpRecord, measure_jumps
from balance_arcade.cop.jumps.detector import JumpDetector
from balance_arcade.testing.jump_models import countermovement_jump
with only_cached():
    jump = countermovement_jump(1, 200.0)
    measure_jumps(JumpRecord(jump.load_n, 200.0))
    detector = JumpDetector(200.0)
    for load_n in jump.load_n.tolist():
        detector.push(load_n)
print(before > 1, n_ready() - before)
"""
)


def test_progress_counts_to_the_end():
    seen = []
    warmup(lambda *step: seen.append(step))
    total = seen[0][1]
    assert [done for done, _ in groupby(step[0] for step in seen)] == list(range(total + 1))
    assert all(step[1] == total and step[2] for step in seen)


def test_a_use_leaves_out_what_it_does_not_need():
    session, analysis, jumps = (
        {step.name for step in steps_for(use)} for use in (Use.SESSION, Use.ANALYSIS, Use.JUMPS)
    )
    assert session - analysis == {"live samples", "jumps"}
    assert analysis - session >= {"entropies of long records", "irregular boards"}
    assert jumps == {"jumps"}
    assert session | analysis | jumps == {step.name for step in steps_for(EVERY_USE)}


@pytest.mark.parametrize(("done", "middle"), [(0, 2), (1, 3), (3, 4)])
def test_what_is_left_is_parted_into_halves_of_equal_weight(done, middle):
    assert _middle([3.0, 1.0, 2.0, 2.0], done) == middle


def run(program, **environment):
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=DEADLINE_S,
        env=os.environ | environment,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """Folder that one cold warm-up filled, and how many kernels it compiled by itself."""
    folder = tmp_path_factory.mktemp("kernels")
    return folder, int(run(MISSED, NUMBA_CACHE_DIR=str(folder)))


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S + 60)
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_others_compile_everything_and_leave_none_for_the_second_start(first_start):
    # One kernel is missed, so help is called; this process compiles nothing and stays free.
    folder, n_missed = first_start
    assert n_missed == 1
    assert len(list(folder.rglob("*.nbi"))) > 20
    assert int(run(MISSED, NUMBA_CACHE_DIR=str(folder))) == 0


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S + 60)
@pytest.mark.parametrize("program", [SESSION, ANALYSIS, JUMPS])
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_a_use_makes_ready_all_that_it_needs(program, first_start):
    assert run(program, NUMBA_CACHE_DIR=str(first_start[0])) == "True 0"


@pytest.mark.slow
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_every_kernel_is_compiled_by_a_cold_warm_up(first_start):
    kept = {index.name.partition("-")[0] for index in first_start[0].rglob("*.nbi")}
    modules = [f"{cop.__name__}.{info.name}" for info in pkgutil.iter_modules(cop.__path__)]
    things = [thing for name in modules for thing in vars(importlib.import_module(name)).values()]
    kernels = [thing.py_func for thing in things if hasattr(thing, "py_func")]
    assert len(kernels) > 20
    names = {f"{k.__module__.rpartition('.')[2]}.{k.__qualname__}" for k in kernels}
    assert names <= kept


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S + 60)
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_what_a_killed_helper_left_is_compiled_after_all(first_start, tmp_path):
    # What no step before them needs, so that two helpers are called for these and both die.
    shutil.copytree(first_start[0], tmp_path, dirs_exist_ok=True)
    lost = ("dfa.", "fractal.", "fuzzy_entropy.", "ordinal_patterns.", "lempel_ziv.", "surrogates.")
    for index in tmp_path.rglob("*.nbi"):
        if index.name.startswith(lost):
            index.unlink()
    first = int(run(KILLED, NUMBA_CACHE_DIR=str(tmp_path)))
    assert first >= len(lost) - 1
    assert int(run(MISSED, NUMBA_CACHE_DIR=str(tmp_path))) == 0


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_real_use_compiles_nothing_more():
    assert run(GREW) == "0"
