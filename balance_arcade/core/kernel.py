"""The one way to compile a numeric kernel."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import numba
from numba.extending import register_jitable

Function = TypeVar("Function", bound=Callable[..., object])

# Every kernel is compiled with these; `kernel` says why. The wrapper for callers in C is left out:
# there are none, and it costs a tenth of the compilation.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}

# The compiler makes some ten million short-lived objects, few of them in circles; Python's usual
# 700 would spend a quarter of the time on looking for those.
_GARBAGE_THRESHOLDS = (100_000, 50, 1_000)

_uncached: list[str] = []
_kernels: list[Callable[..., object]] = []


def _compiler(**options: bool) -> Callable[[Function], Function]:
    """Give numba's decorator with the options of every kernel and some more."""
    every: dict[str, Any] = _OPTIONS | options
    return cast(Callable[[Function], Function], numba.njit(**every))


def kernel(function: Function) -> Function:
    """Compile a function of arrays and floats on its first call.

    Kernels take arrays and floats, return arrays and floats and never raise; what calls them
    checks the arguments. ``nogil`` lets the reader thread run beside a long batch kernel,
    ``error_model="numpy"`` makes a division by zero NaN or infinite instead of an exception, and
    the compiled code is cached on disk, so that a second start does not compile. Reordering of
    sums (``fastmath``) and threads (``parallel``) are never used: a result must not depend on the
    machine.

    The cache sees a change of the kernel's own file only. A kernel therefore calls no kernel of
    another file; a test holds this. What only kernels call is an `inner_kernel`: much cheaper.

    Parameters
    ----------
    function : callable
        The function as plain Python; it also runs uncompiled under ``NUMBA_DISABLE_JIT=1``.

    Returns
    -------
    callable
        The same function, compiled when it is first called.

    Examples
    --------
    >>> @kernel
    ... def twice(value_mm):
    ...     return 2.0 * value_mm
    >>> twice(21.0)
    42.0
    """
    try:
        compiled = _compiler(cache=True)(function)
    except RuntimeError:
        # numba finds no folder it may write its cache to. The kernels are right without one, only
        # every start compiles anew; `uncached_kernels` lets a health check say so.
        _uncached.append(function.__qualname__)
        compiled = _compiler()(function)
    _kernels.append(compiled)
    return compiled


def inner_kernel(function: Function) -> Function:
    """Compile a function that only kernels of the same file call, as they are compiled.

    It becomes a part of each kernel that calls it and is kept on disk there, so it needs neither
    a cache of its own nor the way in from Python, which for many arrays costs more to compile than
    the function.

    Parameters
    ----------
    function : callable
        As for `kernel`.

    Returns
    -------
    callable
        The function itself: kernels get it compiled, and Python calls it as it stands.

    Examples
    --------
    >>> @inner_kernel
    ... def _twice(value_mm):
    ...     return 2.0 * value_mm
    >>> @kernel
    ... def four_times(value_mm):
    ...     return _twice(_twice(value_mm))
    >>> four_times(21.0)
    84.0
    """
    # Not a dispatcher without a way in from Python: whoever calls one of those ends the process.
    made: Function = register_jitable(**_OPTIONS)(function)
    return made


def uncached_kernels() -> tuple[str, ...]:
    """Names of the kernels that cannot be kept on disk, so that every start compiles them anew."""
    return tuple(_uncached)


def n_compiled() -> int:
    """How often this process has missed a kernel in the cache, so that it had to be compiled."""
    counts = (getattr(compiled, "stats", None) for compiled in _kernels)
    return sum(sum(count.cache_misses.values()) for count in counts if count is not None)


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Look for garbage less often, as long as this process compiles."""
    before = gc.get_threshold()
    gc.set_threshold(*_GARBAGE_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def one_thread() -> None:
    """Have this process use one thread for kernels, where every core has a process.

    Ours never use more. Those of other packages' metrics may, and Dask's nanny, which sets one
    thread for BLAS and OpenMP, does not do so for numba.
    """
    os.environ["NUMBA_NUM_THREADS"] = "1"
    try:
        numba.core.config.reload_config()  # type: ignore[no-untyped-call]
    except RuntimeError:
        # Some are running already; they can be left idle.
        numba.set_num_threads(1)


class NotCachedError(Exception):
    """The cache does not hold a kernel; only where `only_cached` is in force."""


class _Refusal(numba.core.event.Listener):
    """Ends a compilation before it has begun."""

    def on_start(self, event: object) -> None:
        raise NotCachedError

    def on_end(self, event: object) -> None:
        """Say nothing."""


@contextmanager
def only_cached() -> Iterator[None]:
    """Take kernels from the cache only.

    Raises
    ------
    NotCachedError
        A kernel was called that would have to be compiled; it can be called again outside.
    """
    with numba.core.event.install_listener("numba:compile", _Refusal()):
        yield
