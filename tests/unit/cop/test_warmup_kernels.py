import os
import subprocess
import sys
from itertools import groupby

import numba
import pytest
from patience import DEADLINE_S

from balance_arcade.cop.warmup import EVERY_USE, Use, _middle, steps_for, warmup

LEFT_COLD = """
import importlib, os, pkgutil
os.cpu_count = lambda: 1  # one process compiles everything, so that it can be asked what it did
import balance_arcade.cop as room
from balance_arcade.cop.warmup import warmup
warmup()
for info in pkgutil.iter_modules(room.__path__, room.__name__ + "."):
    for name, thing in vars(importlib.import_module(info.name)).items():
        if hasattr(thing, "py_func") and not thing.signatures:
            print(info.name, name)
"""

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
class Dying(Helper):
    def wait(self, step, timeout_s):
        if list(pathlib.Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi")):
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


# What a session asks of the kernels, and what `analyze` does, in a process that compiled for it.
SESSION = """
import os
os.cpu_count = lambda: 1
from balance_arcade.cop.warmup import Use, warmup
warmup(use=Use.SESSION)
import numpy as np
from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.kernel import n_compiled, only_cached
from balance_arcade.cop.limits import limits_from_quiet_sway
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample
before = n_compiled()
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
print(before > 5, n_compiled() - before)
"""

ANALYSIS = """
import os
os.cpu_count = lambda: 1
from balance_arcade.cop.warmup import Use, warmup
warmup(use=Use.ANALYSIS)
import numpy as np
from balance_arcade.cop.kernel import n_compiled, only_cached
from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.pipelines import PRESETS
before = n_compiled()
with only_cached():
    rng = np.random.default_rng(0)
    half = np.full(22000, 0.5)  # long enough for the entropies of long records
    for preset in PRESETS:
        cop = np.cumsum(rng.normal(size=(22000, 2)), axis=0) / 10.0
        analyze_trial(np.arange(22000) / 100.0, cop, rate_hz=100.0, preset=preset,
                      loads=LoadShares(half, half))
print(before > 5, n_compiled() - before)
"""


def test_progress_counts_to_the_end():
    seen = []
    warmup(lambda *step: seen.append(step))
    total = seen[0][1]
    assert [done for done, _ in groupby(step[0] for step in seen)] == list(range(total + 1))
    assert all(step[1] == total and step[2] for step in seen)


def test_a_use_leaves_out_what_it_does_not_need():
    session, analysis = (
        {step.name for step in steps_for(use)} for use in (Use.SESSION, Use.ANALYSIS)
    )
    assert session - analysis == {"live samples"}
    assert analysis - session >= {"entropies of long records", "irregular boards"}
    assert session | analysis == {step.name for step in steps_for(EVERY_USE)}


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


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S + 60)
@pytest.mark.parametrize("program", [SESSION, ANALYSIS])
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_a_use_compiles_all_that_it_needs(program, tmp_path):
    assert run(program, NUMBA_CACHE_DIR=str(tmp_path)) == "True 0"


@pytest.mark.slow
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_every_kernel_is_compiled_by_a_cold_warm_up(tmp_path):
    assert run(LEFT_COLD, NUMBA_CACHE_DIR=str(tmp_path)) == ""


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S + 60)
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_others_compile_everything_and_leave_none_for_the_second_start(tmp_path):
    # One kernel is missed, so help is called; this process compiles nothing and stays free.
    assert int(run(MISSED, NUMBA_CACHE_DIR=str(tmp_path))) == 1
    assert len(list(tmp_path.rglob("*.nbi"))) > 20
    assert int(run(MISSED, NUMBA_CACHE_DIR=str(tmp_path))) == 0


@pytest.mark.slow
@pytest.mark.timeout(DEADLINE_S + 60)
@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_what_a_killed_helper_left_is_compiled_after_all(tmp_path):
    first = int(run(KILLED, NUMBA_CACHE_DIR=str(tmp_path)))
    assert first > 10
    assert int(run(MISSED, NUMBA_CACHE_DIR=str(tmp_path))) == 0


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_real_use_compiles_nothing_more():
    assert run(GREW) == "0"
