"""Compile every kernel before a board opens, so that the first sample does not wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
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
from balance_arcade.cop.kernel import n_compiled, uncached_kernels
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.rambling import decompose
from balance_arcade.cop.range_counting import count_near, rank
from balance_arcade.cop.record_sums import sum_series
from balance_arcade.cop.recurrences import BLOCK
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

Progress = Callable[[int, int, str], None]

Step = tuple[str, Callable[[], object]]

_GEOMETRY = Geometry(400.0, 200.0)

_TELL_EVERY_S = 0.2


def warmup(progress: Progress | None = None) -> None:
    """Compile what the cache on disk does not hold; quick when it holds everything.

    Parameters
    ----------
    progress : callable, optional
        Called as ``progress(done, total, name)`` before each step with the step in hand, again and
        again while a step takes long elsewhere, and once with ``done == total``.

    Notes
    -----
    Every step calls the public function with a small record, so what is compiled is what will run.
    Where the cache turns out to be empty and there is a second core, a second process compiles the
    last steps, which take as long as all the others; this one then finds them in the cache, or
    compiles them itself if the other failed.
    """
    tell = progress or (lambda done, total, name: None)
    steps = [*_HERE, *_APART]
    total = len(steps)
    other: subprocess.Popen[bytes] | None = None
    try:
        for done, (name, step) in enumerate(steps):
            tell(done, total, name)
            if other is not None and done == len(_HERE):
                _wait(other, partial(tell, done, total, name))
            step()
            if done == 0 and n_compiled() and _can_share():
                other = _second_process()
    finally:
        if other is not None:
            other.kill()
            other.wait()
    tell(total, total, "ready")


def compile_apart() -> None:
    """Compile what is left to the second process."""
    for _, step in _APART:
        step()


def _can_share() -> bool:
    """Whether a second process can help: a core for it, a cache for both, Python by itself."""
    frozen = getattr(sys, "frozen", False) or not sys.executable
    return (os.cpu_count() or 1) > 1 and not uncached_kernels() and not frozen


def _second_process() -> subprocess.Popen[bytes]:
    program = "from balance_arcade.cop.warmup import compile_apart; compile_apart()"
    return subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wait(other: subprocess.Popen[bytes], tell: Callable[[], None]) -> None:
    """Wait until the second process is through; whatever it left undone is compiled here."""
    while other.poll() is None:
        tell()
        try:
            other.wait(_TELL_EVERY_S)
        except subprocess.TimeoutExpired:
            continue


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
