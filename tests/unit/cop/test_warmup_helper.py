"""The process that compiles: waited for, given up, ended; and a cache that is only read."""

import gc
import os
import subprocess
import sys

import numba
import pytest
from patience import DEADLINE_S

from balance_arcade.cop.helper import Helper
from balance_arcade.core.kernel import rare_garbage_collection

WORK = "from balance_arcade.cop.helper import work; work({})"

REFUSED = """
import sys
sys.path.insert(0, sys.argv[1])
from one import twice
from balance_arcade.core.kernel import NotCachedError, n_compiled, only_cached
try:
    with only_cached():
        twice(1.0)
except NotCachedError:
    print("refused")
print(twice(2.0), n_compiled())
"""

ONE = """
from balance_arcade.core.kernel import kernel
@kernel
def twice(value):
    return 2.0 * value
"""


WAIT = "__import__('threading').Event().wait"


def test_a_step_is_reported_while_the_next_is_under_way():
    helper = Helper(WORK.format(f"[int, {WAIT}]"))
    try:
        while not helper.wait(0, 0.1):
            pass
        assert not helper.wait(1, 0.0)
    finally:
        helper.close()


def test_a_helper_that_fails_is_not_waited_for():
    helper = Helper("raise SystemExit(1)")
    try:
        while not helper.wait(7, 1.0):
            pass
    finally:
        helper.close()


def test_a_helper_at_work_is_waited_for_no_longer_than_said_and_ended():
    helper = Helper(WORK.format(f"[{WAIT}]"))
    assert not helper.wait(0, 0.0)
    helper.close()
    assert helper.wait(0, 0.0)


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_a_kernel_that_is_not_cached_is_refused_and_works_afterwards(tmp_path):
    (tmp_path / "one.py").write_text(ONE)
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    said = [
        subprocess.run(
            [sys.executable, "-c", REFUSED, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
            timeout=DEADLINE_S,
            env=environment,
        ).stdout.split()
        for _ in range(2)
    ]
    assert said == [["refused", "4.0", "2"], ["4.0", "0"]]


def test_garbage_is_looked_for_as_before_once_the_compiler_is_done():
    before = gc.get_threshold()
    with rare_garbage_collection():
        assert gc.get_threshold()[0] > 10 * before[0]
    assert gc.get_threshold() == before
