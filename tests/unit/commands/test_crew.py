"""Portions of files sent to processes, and what is left of them when one ends."""

from __future__ import annotations

import pytest

from balance_arcade.commands.crew import Crew, Outcome, WorkerEndedError, measure_each

FILES = [f"{k}.csv" for k in range(200)]


class Workers:
    """Measures in this process; a file of `deadly` ends the workers, as often as it is told."""

    def __init__(self, deadly):
        self.n_workers, self.deadly, self.begun, self.most = 2, deadly, 0, 0

    def begin(self, measure, files):
        self.begun += 1
        self.most = max(self.most, self.begun)

        def wait():
            self.begun -= 1
            for file in files:
                if self.deadly.get(file, 0):
                    self.deadly[file] -= 1
                    raise WorkerEndedError
            return measure_each(measure, files)

        return wait

    def __enter__(self):
        self.begun = 0
        return self

    def __exit__(self, *_):
        pass


def outcomes(deadly):
    workers = Workers(deadly)
    crew = Crew(2, lambda _: workers)
    return list(crew.outcomes(lambda file: Outcome(file, shown=file), FILES)), workers


@pytest.mark.parametrize("last", ["0.csv", "100.csv", "199.csv"])
def test_one_deadly_file_costs_its_own_row_only(last):
    found, _ = outcomes({"7.csv": 99, last: 99})
    assert [one.file for one in found] == FILES
    assert {one.file for one in found if one.failed} == {"7.csv", last}


def test_a_worker_that_somebody_ended_costs_nothing():
    found, _ = outcomes({"7.csv": 1, "150.csv": 1})
    assert found == [Outcome(file, shown=file) for file in FILES]


def test_few_portions_are_under_way_at_once():
    _, workers = outcomes({})
    assert workers.most == 6
