"""What a Dask cluster may do to us, played by a client that is none: it is told in our words."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import ClassVar

import pytest

from balance_arcade.cli import main
from balance_arcade.commands import crew_dask
from balance_arcade.commands.crew import Crew, Outcome
from balance_arcade.commands.crew_dask import DaskWorkers
from balance_arcade.core.errors import ConfigError


class KilledWorker(Exception):  # noqa: N818 - Dask's own name
    """Stands in for Dask's."""


class Cancelled(Exception):  # noqa: N818
    """Stands in for Dask's."""


class Client:
    """Works at once, in this process; `script` says what comes of each portion instead."""

    script: ClassVar[dict] = {}
    threads: ClassVar[list] = []
    asked: ClassVar[list] = []

    def __init__(self, address, *, timeout, set_as_default):
        if "nobody" in address:
            raise OSError("Timed out trying to connect")
        assert not set_as_default

    def nthreads(self):
        n_threads = self.threads.pop(0) if len(self.threads) > 1 else self.threads[0]
        return {"tcp://worker": n_threads} if n_threads else {}

    def submit(self, work, *args, pure):
        # Else an edited file would have the result of before.
        assert pure is False
        self.asked.append(args[-1])
        return SimpleNamespace(result=lambda timeout: self.result(work, args))

    def result(self, work, args):
        for file in args[-1]:
            what = self.script.get(file)
            if isinstance(what, list):
                what = what.pop(0) if what else None
            if what is not None:
                raise what
        return work(*args)

    def close(self):
        """Nothing is to be done."""


@pytest.fixture
def cluster(monkeypatch):
    module = SimpleNamespace(Client=Client, KilledWorker=KilledWorker, CancelledError=Cancelled)
    monkeypatch.setitem(sys.modules, "distributed", module)
    monkeypatch.setattr(crew_dask, "one_thread", lambda: None)
    for name, value in (("script", {}), ("threads", [2]), ("asked", [])):
        monkeypatch.setattr(Client, name, value)
    return Client


def measure(file):
    return Outcome(file, shown=f"measured {file}")


def measured(files, **how):
    crew = Crew(len(files), lambda _: DaskWorkers("tcp://cluster:8786", **how))
    return list(crew.outcomes(measure, files))


FILES = [f"{k}.csv" for k in range(30)]


def test_outcomes_come_in_the_order_of_the_files(cluster):
    assert measured(FILES) == [measure(file) for file in FILES]
    assert [file for portion in cluster.asked for file in portion] == FILES


def test_a_trial_that_kills_its_workers_costs_its_own_row_only(cluster):
    cluster.script = {"7.csv": KilledWorker()}
    outcomes = measured(FILES)
    assert [one.file for one in outcomes] == FILES
    assert [one.file for one in outcomes if one.failed] == ["7.csv"]


def test_a_killed_worker_costs_nothing(cluster):
    # Dask gives up on a portion whose workers were killed by others.
    cluster.script = {"7.csv": [KilledWorker()]}
    assert measured(FILES) == [measure(file) for file in FILES]


def test_a_slow_trial_is_waited_for_and_a_cluster_without_workers_is_not(cluster):
    clock = iter(range(0, 10_000, 50))
    cluster.script = {"3.csv": [TimeoutError()] * 20}
    assert measured(FILES[:5], clock_s=lambda: next(clock)) == list(map(measure, FILES[:5]))
    cluster.script = {"3.csv": [TimeoutError()] * 20}
    cluster.threads = [2, 0]
    with pytest.raises(ConfigError, match="tcp://cluster:8786 has no workers"):
        measured(FILES[:5], clock_s=lambda: next(clock))
    assert len(cluster.script["3.csv"]) > 10


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ModuleNotFoundError("no", name="balance_arcade"), "lacks the package balance_arcade"),
        (Cancelled(), "scheduler at tcp://cluster:8786 has gone"),
        (OSError(), "scheduler at tcp://cluster:8786 has gone"),
        (TypeError("odd arguments"), "cannot work: TypeError: odd arguments"),
        (ConfigError("ours"), "ours"),
    ],
)
def test_what_keeps_the_cluster_from_its_work_is_said(cluster, fault, said):
    cluster.script = {"3.csv": fault}
    with pytest.raises(ConfigError, match=said):
        measured(FILES)


def test_a_worker_of_another_version_is_refused(cluster, monkeypatch):
    versions = iter(["balance_arcade 9, 9", *["balance_arcade 8"] * 9])
    monkeypatch.setattr(crew_dask, "algorithm_version", lambda: next(versions))
    with pytest.raises(ConfigError, match="has balance_arcade 8, and here is balance_arcade 9"):
        measured(FILES[:1])


def test_the_command_asks_before_it_begins(cluster, capsys, monkeypatch):
    words = ["analyze", "a.csv", "--csv", "never.csv", "--dask"]
    assert main([*words, "tcp://nobody:1"]) == 1
    assert "No Dask scheduler answers at tcp://nobody:1. Start one" in capsys.readouterr().err
    assert main([*words, "tcp://cluster:1", "--jobs", "2"]) == 1
    assert "--jobs says nothing with --dask" in capsys.readouterr().err
    cluster.threads = [0]
    assert main([*words, "tcp://cluster:1"]) == 1
    assert "has no workers. Start some: dask worker tcp://cluster:1" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*words, "tcp://cluster:1"]) == 1
    assert "pip install 'balance-arcade[dask]'" in capsys.readouterr().err
