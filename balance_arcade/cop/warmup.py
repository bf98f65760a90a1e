"""Compile every kernel before a board opens, so that the first sample does not wait for it."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.boundary import time_to_boundary
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import fit_diffusion
from balance_arcade.cop.entropy import sample_entropy
from balance_arcade.cop.filters import smooth_causal
from balance_arcade.cop.fractal import higuchi_dimension
from balance_arcade.cop.geometry_kernels import convex_hull, hull_area_and_diameter, outer_points
from balance_arcade.cop.helper import Helper, work
from balance_arcade.cop.kernel import (
    NotCachedError,
    only_cached,
    rare_garbage_collection,
    uncached_kernels,
)
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.rambling import decompose
from balance_arcade.cop.range_counting import count_near, rank
from balance_arcade.cop.record_sums import sum_series
from balance_arcade.cop.recurrences import BLOCK
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

_log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]

Step = tuple[str, Callable[[], object]]

_GEOMETRY = Geometry(400.0, 200.0)

_LOOK_EVERY_S = 0.1


def warmup(progress: Progress | None = None) -> None:
    """Compile what the cache on disk does not hold; quick when it holds everything.

    Parameters
    ----------
    progress : callable, optional
        Called as ``progress(done, total, name)`` before each step with the step in hand, ten times
        a second while a step takes long elsewhere, and once with ``done == total``. What it raises
        ends the warm-up.

    Notes
    -----
    Every step calls the public function with a small record, so what is compiled is what will run.
    Where the cache turns out to lack something and there is a second core, two other processes
    compile: the last steps take as long as all the others. This one waits and then finds everything
    in the cache, so that it can be interrupted at any moment; it compiles itself what a process
    that failed has left.
    """
    tell = progress or (lambda done, total, name: None)
    steps = [*_HERE, *_APART]
    total = len(steps)
    crew: list[tuple[int, Helper]] = []
    begun_s = time.monotonic()
    try:
        for done, (name, step) in enumerate(steps):
            tell(done, total, name)
            if not crew and _can_share():
                if _is_cached(step):
                    continue
                _log.info("the cache lacks %s and perhaps more: two helpers compile", name)
                crew = _call_helpers(done)
            if crew:
                _await(crew, done, partial(tell, done, total, name))
            with rare_garbage_collection():
                step()
    finally:
        for _, helper in crew:
            helper.close()
    _log.info("kernels are ready after %.1f s", time.monotonic() - begun_s)
    tell(total, total, "ready")


def compile_apart(first: int, last: int) -> None:
    """Run some of the steps in a helper's process; ``last`` is not among them."""
    work([step for _, step in [*_HERE, *_APART][first:last]])


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


def _call_helpers(done: int) -> list[tuple[int, Helper]]:
    """Have what is left compiled by two processes; each with the number of its first step."""
    middle, end = len(_HERE), len(_HERE) + len(_APART)
    spans = [span for span in ((done, middle), (max(done, middle), end)) if span[0] < span[1]]
    program = "from balance_arcade.cop.warmup import compile_apart; compile_apart"
    return [(first, Helper(f"{program}({first}, {last})")) for first, last in spans]


def _await(crew: list[tuple[int, Helper]], step: int, tell: Callable[[], None]) -> None:
    """Wait until a step was done elsewhere, or nobody is left to do it."""
    first, helper = [one for one in crew if one[0] <= step][-1]
    while not helper.wait(step - first, _LOOK_EVERY_S):
        tell()


def _one_sum() -> None:
    times = np.zeros(1)
    sum_series(times, np.zeros((1, 2)), times, times, np.array([[0, 1]]))


def _one_live_block() -> None:
    stream = CopStream(_GEOMETRY, 100.0)
    for i in range(2 * BLOCK):
        stream.push(ForceSample(i, 0, i / 100.0, 100.0, 100.0, 100.0, 100.0))
    stream.metrics()


def _one_hull() -> None:
    corners_mm = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    outer_points(corners_mm, 0.0, 1.0)
    hull_area_and_diameter(convex_hull(corners_mm))


def _one_entropy() -> None:
    sample_entropy(np.arange(9.0))
    for n_dims in (2, 3):
        count_near(rank(np.arange(9.0), 1.0), 7, n_dims, once=True)


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


_HERE: tuple[Step, ...] = (
    ("corner forces", lambda: cop_from_corners(np.full((2, 4), 100.0), _GEOMETRY)),
    ("filters", lambda: smooth_causal(np.zeros(2), 100.0)),
    ("sums of sway", _one_sum),
    ("live samples", _one_live_block),
    ("convex hull", _one_hull),
    ("fluctuations", lambda: dfa_alpha(np.sin(np.arange(300.0)), 10.0)),
    ("dimensions", lambda: higuchi_dimension(np.sin(np.arange(30.0)))),
    ("diffusion", lambda: fit_diffusion(np.arange(40.0), 10.0, 3.0)),
    ("time to boundary", _one_boundary),
    ("rambling", lambda: decompose(np.zeros(9), (-1.0) ** np.arange(9), rate_hz=10.0)),
)

_APART: tuple[Step, ...] = (
    ("entropies", _one_entropy),
    ("trial metrics", _one_trial),
    ("irregular boards", _one_irregular),
)
