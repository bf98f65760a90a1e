"""A session without a window tells a silent board from a computer that was held up."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from balance_arcade.app.headless import play_headless
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

    def pump(self, timeout_s: float) -> list[CopSample]:
        assert timeout_s > 0.0
        return self.portions.pop(0)

    def age_s(self) -> float:
        return OLD_S


class Session:
    """Remembers the ages that it was told; over when the source has nothing more."""

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
    play_headless(SimpleNamespace(source=source), session)  # type: ignore[arg-type]
    assert session.fed == list(range(sum(n_samples)))
    assert [age_s > STALE_S for age_s in session.ages] == silent
