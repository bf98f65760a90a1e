"""The simulated board: the stream of samples, paced by a clock."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from balance_arcade.core.board import BoardHealth, BoardInfo, Goal
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.pacing import wait_for_samples
from balance_arcade.hw.sim.body import check_goal
from balance_arcade.hw.sim.settings import GEOMETRY, SimSettings, kind_of
from balance_arcade.hw.sim.stream import SampleStream

MAX_SAMPLES_A_READ = 1000
"""Most samples of one read after a pause; the rest comes with the next reads, nothing is lost."""

MAX_INBOX = 1024
"""Goals that wait for the next sample; a fuller inbox drops the oldest, and the board says so."""


class SimBoard(Closing):
    """A simulated person on a simulated board; a `Board` and a `GoalFollower`.

    The samples depend on the address and on the goals alone, not on the speed, on how often `read`
    is called or on threads, as long as goals arrive within the person's reaction time.

    Parameters
    ----------
    settings : SimSettings
        What the address asked for.
    clock : Clock, optional
        What paces the samples; the machine's by default. Not asked at ``speed=0``.
    stream : SampleStream, optional
        Where the samples come from; made from the settings by default.

    Examples
    --------
    >>> from balance_arcade.hw.sim.settings import SimSettings
    >>> with SimBoard(SimSettings("sim:?speed=0", speed=0.0)) as board:
    ...     [sample.t_s for _ in range(3) for sample in board.read(0.0)]
    [0.0, 0.01, 0.02]
    """

    def __init__(
        self,
        settings: SimSettings,
        *,
        clock: Clock | None = None,
        stream: SampleStream | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock if clock is not None else MonotonicClock()
        self._stream = stream if stream is not None else SampleStream(settings)
        self._start_ns: int | None = None
        self._n_samples = 0
        self._closed = threading.Event()
        self._inbox: deque[Goal] = deque()
        # Goals come from the game's thread, samples are made in the reader's.
        self._inbox_lock = threading.Lock()
        self._n_dropped = 0
        kind = kind_of(settings)
        self._info = BoardInfo(
            address=settings.text,
            board_id=f"sim-{settings.profile.replace('_', '-')}-{settings.seed}",
            model=f"Simulated person ({kind.title})",
            serial="",
            geometry=GEOMETRY,
            nominal_rate_hz=settings.rate_hz,
            clock="virtual",
            origin="simulated",
            pre_zeroed=settings.zeroed,
            speed=settings.speed,
        )

    @property
    def info(self) -> BoardInfo:
        """Description of the board."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened; the rate is the model's own and so always exact."""
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._stream.n_gaps,
            n_lost=self._stream.n_lost,
            measured_rate_hz=self._settings.rate_hz if self._n_samples > 1 else float("nan"),
            warnings=self._warnings(),
        )

    @property
    def ended(self) -> bool:
        """Always false: a simulation goes on for as long as it is read."""
        return False

    @property
    def least_reaction_s(self) -> float:
        """How long after a goal the person moves at the earliest, in seconds."""
        return self._stream.body.person.reaction_s

    def follow(self, goal: Goal) -> None:
        """Show the person a goal; from any thread.

        Raises
        ------
        ValueError
            The goal's time is no finite number, or its place infinite.
        """
        check_goal(goal)
        with self._inbox_lock:
            if len(self._inbox) >= MAX_INBOX:
                self._inbox.popleft()
                self._n_dropped += 1
            self._inbox.append(goal)

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that are due, and wait for the first no longer than ``timeout_s``.

        At ``speed=0`` it waits for nothing and returns one sample.

        Raises
        ------
        BoardDisconnectedError
            The board was pulled out (option ``vanish``), or it is closed.
        """
        if self._closed.is_set():
            raise self._gone("The board is closed.", hint="Open it again.")
        if self._settings.speed <= 0.0:
            if self._settings.vanish_s is not None:
                self._refuse_if_vanished()
            return (self._take(round(self._stream.next_s * 1e9)),)
        if self._start_ns is None:
            self._start_ns = self._clock.now_ns()
        return wait_for_samples(
            self._due,
            self._arrival_ns,
            clock=self._clock,
            timeout_s=timeout_s,
            over=self._closed.is_set,
        )

    def close(self) -> None:
        """End the simulation. Any thread may call it, any number of times."""
        if not self._closed.is_set():
            log_closed(self._info, self.health)
        self._closed.set()

    def _due(self) -> list[ForceSample]:
        samples: list[ForceSample] = []
        now_ns = self._clock.now_ns()
        while len(samples) < MAX_SAMPLES_A_READ and self._arrival_ns() <= now_ns:
            # What came before it was pulled out is handed over first; the next read raises.
            if self._stream.vanished and samples:
                break
            self._refuse_if_vanished()
            samples.append(self._take(self._arrival_ns()))
        return samples

    def _arrival_ns(self) -> int:
        """When the next sample is due on the computer's clock."""
        assert self._start_ns is not None  # set by the first read, the only caller
        return self._start_ns + round(self._stream.next_s / self._settings.speed * 1e9)

    def _take(self, t_host_ns: int) -> ForceSample:
        # Looked at without the lock: nearly every sample finds it empty.
        while self._inbox:
            with self._inbox_lock:
                goal = self._inbox.popleft()
            self._stream.follow(goal)
        self._n_samples += 1
        return self._stream.take(t_host_ns)

    def _refuse_if_vanished(self) -> None:
        if self._stream.vanished:
            raise self._gone(
                f"The board was pulled out at {self._settings.vanish_s:g} s, as its address says.",
                hint="Remove vanish= from the address.",
            )

    def _gone(self, message: str, *, hint: str) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._settings.text, hint=hint)

    def _warnings(self) -> tuple[str, ...]:
        body = self._stream.body
        found: list[str] = []
        if body.n_late_goals:
            found.append(
                f"The simulated person saw {body.n_late_goals} of the goals too late: "
                "another run may differ."
            )
        n_dropped = body.n_dropped_goals + self._n_dropped
        if n_dropped:
            found.append(f"{n_dropped} goals were dropped because too many waited.")
        return tuple(found)
