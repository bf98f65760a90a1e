"""Compile the kernels before a board opens, so that the first sample does not wait for them."""

from __future__ import annotations

import enum
import logging
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.boundary import time_to_boundary
from balance_arcade.cop.composite_entropy import count_coarse
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import fit_diffusion, mean_square_displacement
from balance_arcade.cop.divergence import lyapunov_exponent
from balance_arcade.cop.entropy import sample_entropy
from balance_arcade.cop.filters import smooth_causal
from balance_arcade.cop.fractal import higuchi_dimension
from balance_arcade.cop.fuzzy_entropy import fuzzy_entropy
from balance_arcade.cop.geometry_kernels import convex_hull, hull_area_and_diameter, outer_points
from balance_arcade.cop.helper import Helper, work
from balance_arcade.cop.jumps.detector import JumpDetector, detect
from balance_arcade.cop.lempel_ziv import lempel_ziv
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.multifractal import multifractal
from balance_arcade.cop.ordinal_patterns import permutation_entropies
from balance_arcade.cop.rambling import decompose
from balance_arcade.cop.range_counting import count_near, rank
from balance_arcade.cop.record_sums import sum_series
from balance_arcade.cop.recurrence import recurrences
from balance_arcade.cop.recurrences import BLOCK
from balance_arcade.cop.surrogates import compare_steps
from balance_arcade.core.board import Geometry
from balance_arcade.core.kernel import (
    NotCachedError,
    only_cached,
    rare_garbage_collection,
    uncached_kernels,
)
from balance_arcade.core.samples import ForceSample

_log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]

_GEOMETRY = Geometry(400.0, 200.0)

_LOOK_EVERY_S = 0.1


class Use(enum.Flag):
    """What the kernels are for; whoever needs less waits for less.

    Attributes
    ----------
    SESSION
        A board and a session on it: the live window, and the analysis of its quiet stance, which
        lasts seconds.
    ANALYSIS
        Any record by any pipeline, and no board.
    JUMPS
        Jumps and landings, live or in a record.
    """

    SESSION = enum.auto()
    ANALYSIS = enum.auto()
    JUMPS = enum.auto()


_BOTH = Use.SESSION | Use.ANALYSIS
EVERY_USE = _BOTH | Use.JUMPS


class Step(NamedTuple):
    """A part of the warm-up.

    Attributes
    ----------
    name : str
        Shown to the person who waits.
    run : callable
        Calls public functions with a small record.
    use : Use
        Who needs it.
    weight_s : float
        About how long the compiler takes, to part the work among two processes.
    """

    name: str
    run: Callable[[], object]
    use: Use
    weight_s: float


def warmup(progress: Progress | None = None, use: Use = EVERY_USE) -> None:
    """Compile what the cache on disk does not hold; quick when it holds everything.

    Parameters
    ----------
    progress : callable, optional
        Called as ``progress(done, total, name)`` before each step with the step in hand, ten times
        a second while a step takes long elsewhere, and once with ``done == total``. What it raises
        ends the warm-up.
    use : Use
        What the kernels are for.

    Notes
    -----
    Every step calls the public function with a small record, so what is compiled is what will run.
    Where the cache turns out to lack something and there is a second core, two other processes
    compile half of the rest each. This one waits and then finds everything in the cache, so that
    it can be interrupted at any moment; it compiles itself what a process that failed has left.
    """
    tell = progress or (lambda done, total, name: None)
    steps = steps_for(use)
    total = len(steps)
    crew: list[tuple[int, Helper]] = []
    begun_s = time.monotonic()
    try:
        for done, step in enumerate(steps):
            tell(done, total, step.name)
            # Helpers are called at the first step that the cache lacks: a warm start makes no
            # process.
            if not crew and _can_share():
                if _is_cached(step.run):
                    continue
                _log.info("the cache lacks %s and perhaps more: two helpers compile", step.name)
                crew = _call_helpers(steps, done, use)
            if crew:
                _await(crew, done, partial(tell, done, total, step.name))
            with rare_garbage_collection():
                step.run()
    finally:
        for _, helper in crew:
            helper.close()
    _log.info("kernels are ready after %.1f s", time.monotonic() - begun_s)
    tell(total, total, "ready")


def load_cached(use: Use) -> bool:
    """Load kernels from the cache up to the first that it lacks; compile nothing.

    Parameters
    ----------
    use : Use
        What the kernels are for.

    Returns
    -------
    bool
        Whether all of them are there.
    """
    return all(_is_cached(step.run) for step in steps_for(use))


def steps_for(use: Use) -> list[Step]:
    """List the steps that a use needs, in order."""
    return [step for step in _STEPS if step.use & use]


def compile_apart(use: int, first: int, last: int) -> None:
    """Run some of the steps for a use in a helper's process; ``last`` is not among them."""
    work([step.run for step in steps_for(Use(use))[first:last]])


def _can_share() -> bool:
    """Whether other processes can help: cores for them, a cache for all, Python by itself."""
    frozen = getattr(sys, "frozen", False) or not sys.executable
    return (os.cpu_count() or 1) > 1 and not uncached_kernels() and not frozen


def _is_cached(step: Callable[[], object]) -> bool:
    """Run a step if the cache holds all of it."""
    try:
        with only_cached():
            step()
    except NotCachedError:
        return False
    return True


def _call_helpers(steps: list[Step], done: int, use: Use) -> list[tuple[int, Helper]]:
    """Have what is left compiled by two processes; each with the number of its first step."""
    middle, end = _middle([step.weight_s for step in steps], done), len(steps)
    spans = [span for span in ((done, middle), (middle, end)) if span[0] < span[1]]
    program = "from balance_arcade.cop.warmup import compile_apart; compile_apart"
    return [(first, Helper(f"{program}({use.value}, {first}, {last})")) for first, last in spans]


def _middle(weights_s: list[float], done: int) -> int:
    """Find the step that parts the rest into halves of most equal weight."""
    return min(
        range(done + 1, len(weights_s) + 1),
        key=lambda at: max(sum(weights_s[done:at]), sum(weights_s[at:])),
    )


def _await(crew: list[tuple[int, Helper]], step: int, tell: Callable[[], None]) -> None:
    """Wait until a step was done elsewhere, or nobody is left to do it."""
    # Helpers stand in the order of their first steps: the last that began by here has this one.
    first, helper = [one for one in crew if one[0] <= step][-1]
    while not helper.wait(step - first, _LOOK_EVERY_S):
        tell()


def _one_sum() -> None:
    times = np.zeros(1)
    sum_series(times, np.zeros((1, 2)), times, times, np.array([[0, 1]]))


def _one_live_block() -> None:
    stream = CopStream(_GEOMETRY, 100.0)
    # Two blocks, so that joining them is compiled too.
    for i in range(2 * BLOCK):
        stream.push(ForceSample(i, 0, i / 100.0, 100.0, 100.0, 100.0, 100.0))
    stream.metrics()


def _one_hull() -> None:
    corners_mm = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    outer_points(corners_mm, 0.0, 1.0)
    hull_area_and_diameter(convex_hull(corners_mm))


def _one_long_entropy() -> None:
    # Short series go by bits; only called like this do the kernels of long ones get compiled.
    for n_dims in (2, 3):
        count_near(rank(np.arange(9.0), 1.0), 7, n_dims, once=True)


def _one_irregularity() -> None:
    wave = np.sin(np.arange(9.0))
    fuzzy_entropy(wave)
    count_coarse(wave, 0.5, 1)
    permutation_entropies(wave)
    lempel_ziv(wave > 0.0)
    compare_steps(wave, 0)


def _diffuse() -> None:
    fit_diffusion(mean_square_displacement(np.arange(40.0), 40), 10.0, 3.0)


def _one_recurrence() -> None:
    # At a rate of 4 Hz a moment spans four samples, and a neighbour is 13 away.
    wave = np.sin(np.arange(60.0))
    recurrences(wave, 4.0)
    lyapunov_exponent(wave, 4.0)
    multifractal(np.sin(np.arange(300.0)), 25.0)


def _one_trial() -> None:
    angle = np.linspace(0.0, 6.0, 100)
    analyze_trial(
        np.arange(100) / 100.0, np.column_stack((np.sin(angle), np.cos(angle))), rate_hz=100.0
    )


def _one_irregular() -> None:
    t_s = np.arange(100) / 50.0
    analyze_trial(t_s, np.zeros((100, 2)), rate_hz=50.0, preset="quijoux2021")


def _one_boundary() -> None:
    corners_mm = np.array([[-1.0, -1.0], [1.0, -1.0], [0.0, 1.0]])
    time_to_boundary(np.zeros((5, 2)), corners_mm, rate_hz=10.0)


def _one_jump() -> None:
    JumpDetector(100.0).push(700.0)
    detect(np.full(2, 700.0), 100.0)


# In this order, because one process compiles from the start and the other from the middle on: what
# both need stands far from where the second one needs it.
_STEPS = (
    Step(
        "corner forces",
        lambda: cop_from_corners(np.full((2, 4), 100.0), _GEOMETRY),
        _BOTH,
        0.7,
    ),
    Step("filters", lambda: smooth_causal(np.zeros(2), 100.0), _BOTH, 0.3),
    Step("sums of sway", _one_sum, _BOTH, 1.5),
    Step("live samples", _one_live_block, Use.SESSION, 6.3),
    Step("time to boundary", _one_boundary, Use.ANALYSIS, 0.3),
    Step(
        "rambling",
        lambda: decompose(np.zeros(9), (-1.0) ** np.arange(9), rate_hz=10.0),
        Use.ANALYSIS,
        0.6,
    ),
    Step("entropies of long records", _one_long_entropy, Use.ANALYSIS, 4.5),
    Step("convex hull", _one_hull, _BOTH, 1.8),
    Step("fluctuations", lambda: dfa_alpha(np.sin(np.arange(300.0)), 10.0), _BOTH, 0.2),
    Step("dimensions", lambda: higuchi_dimension(np.sin(np.arange(30.0))), _BOTH, 0.2),
    Step("recurrences", _one_recurrence, _BOTH, 1.5),
    Step("diffusion", _diffuse, _BOTH, 0.4),
    Step("entropies", lambda: sample_entropy(np.arange(9.0)), _BOTH, 0.8),
    Step("irregularity", _one_irregularity, _BOTH, 1.5),
    Step("trial metrics", _one_trial, _BOTH, 4.0),
    Step("irregular boards", _one_irregular, Use.ANALYSIS, 0.8),
    # In a session too: a station may begin a test of jumps there at any time.
    Step("jumps", _one_jump, Use.SESSION | Use.JUMPS, 2.0),
)
