"""The crew of a Dask cluster: the same work by processes elsewhere, where files have one path.

A cluster must be trusted: what is sent to it and what comes back is pickled, so that whoever runs
the scheduler or a worker can have anything done here, and who may send to it, there. So it is off
until an address is given, and its package is an extra.

What is asked of Dask is little. Each portion is a task of its own (`pure=False`): Dask would else
know it by its function and its arguments, and give what a file of that name held before. Whether a
file has to be measured at all is settled before, by what is in it.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Final, Self

from balance_arcade.commands.crew import Measure, Outcomes, WorkerEndedError, measure_each
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.core.kernel import one_thread
from balance_arcade.records.manner import algorithm_version

_CONNECT_S: Final = 10.0
_LOOK_EVERY_S: Final = 5.0
_WITHOUT_WORKERS_S: Final = 120.0
"""A nanny starts a worker anew within seconds, a queue of a cluster may take longer."""


class DaskWorkers:
    """Workers of a cluster, as a `balance_arcade.commands.crew.Pool`.

    Parameters
    ----------
    address : str
        Of its scheduler: ``tcp://host:8786``, ``tls://host:8786``.
    clock_s : callable
        Seconds that go forward.

    Raises
    ------
    ConfigError
        From `__enter__` on: the extra ``dask`` is not installed, nobody answers there, or nobody
        works there any more.
    """

    def __init__(self, address: str, *, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._address, self._clock_s = address, clock_s
        self._client: Any = None
        self.n_workers = 1

    def __enter__(self) -> Self:
        """Join the cluster."""
        self._client = _client(self._address)
        try:
            self.n_workers = self._n_threads()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it; what nobody waits for is dropped there."""
        self._client.close()

    def begin(self, measure: Measure, files: Sequence[str]) -> Callable[[], Outcomes]:
        """Send a portion; see `balance_arcade.commands.crew.Pool`."""
        version = algorithm_version()
        sent = self._client.submit(_measure_there, version, measure, files, pure=False)
        return functools.partial(self._wait, sent)

    def _wait(self, sent: Any) -> Outcomes:
        distributed = import_module("distributed")
        alone_since_s: float | None = None
        while True:
            try:
                outcomes: Outcomes = sent.result(timeout=_LOOK_EVERY_S)
            except TimeoutError:
                now_s = self._clock_s()
                if self._client.nthreads():
                    alone_since_s = None
                    continue
                alone_since_s = now_s if alone_since_s is None else alone_since_s
                if now_s - alone_since_s > _WITHOUT_WORKERS_S:
                    raise _no_workers(self._address) from None
            except distributed.KilledWorker as error:
                raise WorkerEndedError from error
            except ModuleNotFoundError as error:
                raise ConfigError(
                    f"A worker of the Dask cluster lacks the package {error.name}.",
                    hint="Install the same Balance Arcade on every worker.",
                ) from error
            except (OSError, distributed.CancelledError) as error:
                raise ConfigError(
                    f"The Dask scheduler at {self._address} has gone.",
                    hint="With --results, the same command goes on where this one was.",
                ) from error
            except BalanceArcadeError:
                raise
            except Exception as error:
                raise ConfigError(
                    f"A worker of the Dask cluster cannot work: {type(error).__name__}: {error}",
                    hint="Install the same Balance Arcade, Python and Dask on every worker.",
                ) from error
            else:
                return outcomes

    def _n_threads(self) -> int:
        threads = sum(self._client.nthreads().values())
        if not threads:
            raise _no_workers(self._address)
        return int(threads)


def _client(address: str) -> Any:
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise ConfigError(
            "A Dask cluster needs the package distributed.",
            hint="Install it with: pip install 'balance-arcade[dask]', here and on every worker.",
        ) from error
    # What ends a run is said in our words; Dask would write tracebacks on the terminal beside them.
    # Its configuration gives the client a level of its own.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ConfigError(
            f"No Dask scheduler answers at {address}.",
            hint="Start one with `dask scheduler`, and give the address that it prints.",
        ) from error


def _no_workers(address: str) -> ConfigError:
    return ConfigError(
        f"The Dask scheduler at {address} has no workers.",
        hint=f"Start some: dask worker {address} --nworkers N --nthreads 1.",
    )


def _measure_there(version: str, measure: Measure, files: Sequence[str]) -> Outcomes:
    """Measure some files on a worker, if its program is the one that asks."""
    _prepare()
    if algorithm_version() != version:
        raise ConfigError(
            f"A worker of the Dask cluster has {algorithm_version()}, and here is {version}.",
            hint="Install the same versions on every worker.",
        )
    return measure_each(measure, files)


@functools.cache
def _prepare() -> None:
    one_thread()
