"""The one way to compile a numeric kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])

_uncached: list[str] = []
_kernels: list[Callable[..., object]] = []


def kernel(function: Function) -> Function:
    """Compile a function of arrays and floats on its first call.

    Kernels take arrays and floats, return arrays and floats and never raise; what calls them
    checks the arguments. ``nogil`` lets the reader thread run beside a long batch kernel,
    ``error_model="numpy"`` makes a division by zero NaN or infinite instead of an exception, and
    the compiled code is cached on disk, so that a second start does not compile. Reordering of
    sums (``fastmath``) and threads (``parallel``) are never used: a result must not depend on the
    machine.

    The cache sees a change of the kernel's own file only. A kernel therefore calls no kernel of
    another file; a test holds this.

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
        compiled = numba.njit(nogil=True, cache=True, error_model="numpy")(function)
    except RuntimeError:
        # numba finds no folder it may write its cache to. The kernels are right without one, only
        # every start compiles anew; `uncached_kernels` lets a health check say so.
        _uncached.append(function.__qualname__)
        compiled = numba.njit(nogil=True, error_model="numpy")(function)
    _kernels.append(compiled)
    return cast(Function, compiled)


def uncached_kernels() -> tuple[str, ...]:
    """Names of the kernels that cannot be kept on disk, so that every start compiles them anew."""
    return tuple(_uncached)


def n_compiled() -> int:
    """How often this process has missed a kernel in the cache, so that it had to be compiled."""
    counts = (getattr(compiled, "stats", None) for compiled in _kernels)
    return sum(sum(count.cache_misses.values()) for count in counts if count is not None)


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
