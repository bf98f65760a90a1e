"""What steps that grow with runs of answers are worth, tried on people made of one curve each.

Run with ``python benchmarks/runs_of_answers.py``. A thousand people a row play a first game and the
same once more, with the staircase as it is and with one whose steps never grow. Each person
succeeds at a difficulty with a chance that falls along a logistic curve (or, ``floor``, from 0.80
at the easiest level, as of frail people in Orchard). Printed is how many in a hundred end below
0.60 and above 0.85 after 15 trials. No board, no game: a second of processor a row.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from typing import NamedTuple
from unittest.mock import patch

from balance_arcade.games import staircase
from balance_arcade.games.base import N_WARM_UP, WARM_UP_DIFFICULTY
from balance_arcade.games.staircase import TARGET_RANGE, Staircase

N_PEOPLE = 1000
N_FIRST = 15

Curve = Callable[[float], float]


class Case(NamedTuple):
    """Kind of person and of game."""

    name: str
    spread: float
    n_trials: int
    hides: bool


CASES = (
    Case("floor", math.nan, 28, False),
    Case("steep", 0.05, 28, False),
    Case("usual", 0.10, 28, False),
    Case("usual, marker hidden", 0.10, 28, True),
    Case("usual, few trials", 0.10, 17, False),
    Case("shallow", 0.15, 28, False),
    Case("shallow, few trials", 0.15, 17, False),
)


def curve(case: Case, chance: random.Random) -> Curve:
    """Chance of success of one person at a difficulty."""
    if math.isnan(case.spread):
        own = chance.gauss(0.0, 0.03)
        return lambda level: min(0.99, max(0.02, 0.80 + own - 0.3 * level - 0.6 * level * level))
    middle = chance.gauss(0.5, 0.1)
    return lambda level: 1.0 / (1.0 + math.exp((level - middle) / case.spread))


def share_after_first(case: Case, chance: random.Random) -> float:
    """Let one person play twice; share of success after the first 15 trials."""
    person = curve(case, chance)
    start = 0.13 if math.isnan(case.spread) else 0.3
    stairs, answers = Staircase(start, find=True), []
    for game in range(2):
        if game:
            before, stairs = stairs, Staircase(start)
            stairs.go_on(before)
        for index in range(case.n_trials):
            is_easy = index < N_WARM_UP
            level = min(WARM_UP_DIFFICULTY, stairs.difficulty) if is_easy else stairs.difficulty
            success = chance.random() < person(level)
            answers.append(success)
            is_hidden = case.hides and index >= 8 and index % 3 == 2
            tells = not is_hidden and not (is_easy and success and level < stairs.difficulty)
            (stairs.record if tells else stairs.witness)(success=success)
    late = answers[N_FIRST:]
    return sum(late) / len(late)


def row(case: Case) -> str:
    """People in a hundred below and above the range."""
    chance = random.Random(5)
    shares = [share_after_first(case, chance) for _ in range(N_PEOPLE)]
    below = sum(share < TARGET_RANGE[0] for share in shares) / N_PEOPLE
    above = sum(share > TARGET_RANGE[1] for share in shares) / N_PEOPLE
    return f"{100.0 * below:.1f} | {100.0 * above:.1f}"


def main() -> int:
    """Print the table."""
    print("| people | below | above | equal steps: below | above |\n" + "| --- " * 5 + "|")
    for case in CASES:
        with patch.object(staircase, "RUN_STEPS", 1):
            equal = row(case)
        print(f"| {case.name} | {row(case)} | {equal} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
