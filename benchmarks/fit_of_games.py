"""How well games find the level of simulated people: game x profile x seeds, one table.

Run with ``python benchmarks/fit_of_games.py [GAME ...] [--seeds N] [--profiles P ...] [--mode M]
[--seated]``. Each row
is one session a seed: a first game of default length by somebody of whom nothing is known (seeded
from the lean pass), and the same game once more from where it ended. Printed are shares of success

- of the first game and of the second, each whole, its three easy trials among them,
- of all trials after the first 15,

as median and range over the seeds, with the number of seeds within 0.60 to 0.85; then where the
difficulty stood when the search ended and at the end, and the longest run of failures that no brake
answered. Exit code 1 where fewer than nine of ten seeds are within after 15 trials.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from typing import NamedTuple

from balance_arcade.app.session import Session
from balance_arcade.games.activity import PlayResult
from balance_arcade.games.contract import TrialResult
from balance_arcade.games.registry import known_games
from balance_arcade.games.setup import RunOptions
from balance_arcade.games.staircase import BRAKE_FAILS, TARGET_RANGE

PROFILES = ("frail", "stroke_left", "older", "healthy", "athlete")
N_FIRST = 15
LEAST_SHARE_OF_SEEDS = 0.9


class Fit(NamedTuple):
    """What came of one session of two games."""

    first: float
    second: float
    after: float
    n_trials: tuple[int, int]
    difficulty: tuple[float, float]
    stars: tuple[int, int]
    longest_failing: int


def fit(
    game: str,
    profile: str,
    seed: int,
    seconds: float | None = None,
    *,
    mode: str = "",
    seated: bool = False,
) -> Fit:
    """Play a game twice as somebody of a profile."""
    sits = "&seated=1" if seated else ""
    with Session(f"sim:?seed={seed}&profile={profile}&speed=0{sits}") as session:
        # Somebody stands beside simulated people, so that drills of class C are tried too.
        options = RunOptions(spotter_confirmed=not seated, mode=mode, seated=seated)
        first, second = session.play(game, game, seed=seed, seconds=seconds, options=options)
    trials = [*first.trial_list, *second.trial_list]
    return Fit(
        _share(first.trial_list),
        _share(second.trial_list),
        _share(trials[N_FIRST:]),
        (first.trials, second.trials),
        (first.difficulty, second.difficulty),
        (first.stars, second.stars),
        max(map(longest_failing, (first, second))),
    )


def longest_failing(result: PlayResult) -> int:
    """Longest run of failures, hidden or seen, during which the difficulty did not come down."""
    longest = run = 0
    highest = 0.0
    for trial in result.trial_list:
        # By the highest of the run: directions have levels of their own.
        highest = max(highest, trial.difficulty) if run else trial.difficulty
        run = 0 if trial.success else run + 1
        # The brake answers the third; what comes after it is a new run.
        if run > BRAKE_FAILS and trial.difficulty < highest:
            run, highest = 1, trial.difficulty
        longest = max(longest, run)
    return longest


def is_within(share: float) -> bool:
    """Whether a share of success is where training is said to be best."""
    return TARGET_RANGE[0] <= share <= TARGET_RANGE[1]


def _share(trials: Sequence[TrialResult]) -> float:
    return sum(one.success for one in trials) / len(trials) if trials else 0.0


def _row(name: str, profile: str, fits: list[Fit]) -> str:
    words = [f"| {name} | {profile}"]
    for field in ("first", "second", "after"):
        shares = [getattr(one, field) for one in fits]
        within = sum(map(is_within, shares))
        words.append(
            f"{statistics.median(shares):.2f} ({min(shares):.2f}-{max(shares):.2f})"
            f" {within}/{len(fits)}"
        )
    counts = [n for one in fits for n in one.n_trials]
    words.append(f"{min(counts)}-{max(counts)}")
    levels = zip(*(one.difficulty for one in fits), strict=True)
    words.append(" ".join(f"{statistics.median(level):.2f}" for level in levels))
    stars = [n for one in fits for n in one.stars]
    words.append("/".join(str(stars.count(n)) for n in range(4)))
    words.append(f"{max(one.longest_failing for one in fits)} |")
    return " | ".join(words)


def main() -> int:
    """Print the table; 1 where it is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("games", nargs="*", metavar="GAME", default=known_games())
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--profiles", nargs="+", default=PROFILES)
    parser.add_argument("--seconds", type=float, help="game time instead of each game's own")
    parser.add_argument("--mode", default="", help="a mode of the games; the usual one otherwise")
    parser.add_argument(
        "--seated", action="store_true", help="on a stool; the limits are a trunk's"
    )
    args = parser.parse_args()
    print(
        "| game | profile | first game | second game | after 15 trials | trials a game | difficulty"
        " after each | 0/1/2/3 stars | longest failing |\n" + "| --- " * 9 + "|"
    )
    all_well = True
    for name in args.games:
        for profile in args.profiles:
            fits = [
                fit(name, profile, seed, args.seconds, mode=args.mode, seated=args.seated)
                for seed in range(1, args.seeds + 1)
            ]
            within = sum(is_within(one.after) for one in fits)
            all_well = all_well and within >= LEAST_SHARE_OF_SEEDS * len(fits)
            print(_row(name, profile, fits), flush=True)
    return 0 if all_well else 1


if __name__ == "__main__":
    sys.exit(main())
