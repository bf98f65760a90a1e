"""A session without a window tells a silent board from a computer that was held up."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pytest

from balance_arcade.app.headless import Portion, play_headless
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.games.run import STALE_S

OLD_S = 10.0 * STALE_S


def cop(seq: int) -> CopSample:
    return CopSample(seq, 0, seq / 100.0, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0)


class Source:
    """Gives one portion of samples a look; whatever it gives is old when it has been fed."""

    failure = None
    ended = False

    def __init__(self, portions: list[list[CopSample]]) -> None:
        self.portions = portions

    def pump(self, timeout_s: float, n_reads: int) -> list[CopSample]:
        assert timeout_s > 0.0
        assert n_reads == 1
        return self.portions.pop(0)

    def age_s(self) -> float:
        return OLD_S


class Session:
    """Remembers the ages that it was told; over when the source has nothing more."""

    reaction_s = 0.0

    def __init__(self, source: Source) -> None:
        self.source = source
        self.ages: list[float] = []
        self.fed: list[int] = []

    @property
    def run(self) -> SimpleNamespace:
        return SimpleNamespace(finished=not self.source.portions, phase=Phase.PLAY)

    def begin(self) -> None:
        pass

    def feed(self, samples: tuple[CopSample, ...]) -> None:
        self.fed += [sample.seq for sample in samples]

    def tick(self, age_s: float) -> None:
        self.ages.append(age_s)

    def watch_board(self) -> None:
        pass


@pytest.mark.parametrize(
    ("n_samples", "silent"),
    [
        ([3, 3, 3], [False, False, False]),  # Held up again and again; nothing is missing.
        ([3, 0, 0, 3], [False, True, True, False]),
    ],
)
def test_only_a_board_that_gave_nothing_is_silent(n_samples: list[int], silent: list[bool]) -> None:
    numbers = iter(range(100))
    source = Source([[cop(next(numbers)) for _ in range(n)] for n in n_samples])
    session = Session(source)
    info = SimpleNamespace(speed=0.0, nominal_rate_hz=100.0, origin="simulated")
    host = SimpleNamespace(source=source, info=info, publisher=None)
    play_headless(host, session)  # type: ignore[arg-type]
    assert session.fed == list(range(sum(n_samples)))
    assert [age_s > STALE_S for age_s in session.ages] == silent


@pytest.mark.parametrize(
    ("change", "n_reads"),
    [
        ({}, 8),
        ({"speed": 1.0}, 1),  # The board says itself how much it has.
        ({"rate_hz": 10.0}, 1),
        ({"origin": "real"}, 1),  # It can go away between two samples.
        ({"reaction_s": 0.0}, 1),  # The person might do at once what is asked.
        ({"reaction_s": math.inf}, 8),
        ({"phase": Phase.COUNTDOWN}, 1),
        ({"left_s": 0.1}, 1),  # The next recording begins with the very next sample.
        ({"left_s": math.nan}, 8),
        ({"early": True}, 1),
    ],
)
def test_samples_are_read_ahead_only_where_no_request_waits_for_the_next(change, n_reads) -> None:
    usual = {"speed": 0.0, "rate_hz": 100.0, "reaction_s": 0.25, "phase": Phase.PLAY}
    usual |= {"left_s": 9.0, "early": False, "origin": "simulated"}
    now = SimpleNamespace(**(usual | change))
    info = SimpleNamespace(speed=now.speed, nominal_rate_hz=now.rate_hz, origin=now.origin)
    run = SimpleNamespace(
        phase=now.phase,
        course=SimpleNamespace(may_end_early=now.early),
        machine=SimpleNamespace(time_left_s=now.left_s),
    )
    session = SimpleNamespace(run=run, reaction_s=now.reaction_s)
    assert Portion(SimpleNamespace(info=info), session).n_reads == n_reads  # type: ignore[arg-type]
