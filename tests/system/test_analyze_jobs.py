"""One file that ends its process, or trips over a fault of ours, costs its own row only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from patience import until
from program import environment, runs

from balance_arcade.commands import analyze_jobs
from balance_arcade.commands.crew import Crew, Outcome

pytestmark = pytest.mark.system


LOADED = """
from balance_arcade.commands.crew import WITH_KERNELS, Processes, start_server
from balance_arcade.cop.warmup import Use, warmup
ASK = "__import__('balance_arcade.core.kernel', fromlist=['kernel'])."
if __name__ == "__main__":
    warmup(use=Use.ANALYSIS)
    start_server(WITH_KERNELS)
    count = f"sum(len(each.signatures) for each in {ASK}_kernels)"
    with Processes(1) as helper:
        print(*helper.begin(eval, [count, f"{ASK}n_compiled()"])())
"""


def measure(file):
    """Stands in for the analysis of a file; runs in the processes of the pool."""
    if "deadly" in file:
        os._exit(9)
    return Outcome(file, shown=f"measured {file}")


def test_a_file_that_ends_its_process_costs_its_own_row_only():
    files = [f"{k}.csv" for k in range(20)]
    files[7] = files[13] = "deadly.csv"
    outcomes = list(Crew(2).outcomes(measure, files))
    assert [outcome.file for outcome in outcomes] == files
    for outcome in outcomes:
        if outcome.file == "deadly.csv":
            assert outcome.failed
            assert outcome.problem.startswith("deadly.csv: the process that measured it was ended")
        else:
            assert outcome == Outcome(outcome.file, shown=f"measured {outcome.file}")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere helpers are no copies")
def test_a_helper_begins_with_kernels_that_it_has_not_compiled():
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    n_loaded, n_compiled = map(int, done.stdout.split())
    assert n_loaded > 30
    assert n_compiled == 0


def test_helpers_end_with_the_process_that_was_killed(tmp_path):
    child = Path(__file__).with_name("crew_child.py")
    asker = subprocess.Popen(
        [sys.executable, str(child), str(tmp_path)],
        env=environment(),
        stderr=subprocess.DEVNULL,  # Python's own count of what a killed process left behind
    )
    try:
        told = [tmp_path / name for name in ("a", "b")]
        until(lambda: all(file.exists() and file.read_text() for file in told), "two helpers")
    finally:
        asker.kill()
        asker.wait()
    helpers = [int(file.read_text()) for file in told]
    until(lambda: not any(runs(pid) for pid in helpers), "the end of both helpers")


def test_a_fault_of_ours_is_said_with_the_name_of_the_file(monkeypatch):
    def trip(file, **how):
        raise ZeroDivisionError("nothing to divide by")

    monkeypatch.setattr(analyze_jobs, "trial_to_measure", trip)
    outcome = analyze_jobs.Job()("folder/odd.csv")
    assert outcome.failed
    said = "odd.csv: a fault of this program, ZeroDivisionError: nothing to divide by"
    assert outcome.problem == said
