"""The board behind a pointer."""

from __future__ import annotations

import threading

import msgspec

from balance_arcade.core.board import BoardInfo, Goal, PointerPlace
from balance_arcade.core.clock import Clock
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.pointer.steering import IDLE_S, SteeredStream
from balance_arcade.hw.sim.board import SimBoard
from balance_arcade.hw.sim.profiles import PROFILES
from balance_arcade.hw.sim.settings import SimSettings

_AWAY = Goal(0.0, float("nan"), float("nan"))


class PointerBoard(SimBoard):
    """A simulated person whom a hand steers; a `Board`, `PointerFollower` and `GoalFollower`.

    What comes of it hangs on when the hand moves, so no seed gives the same samples twice once it
    has moved; the recording has them.

    Parameters
    ----------
    settings : SimSettings
        Who stands there.
    plays_alone : bool
        The person follows the game's goals until a hand moves, and again `IDLE_S` after it has
        stopped; otherwise they stand.
    clock : Clock, optional
        What paces the samples; the machine's by default.

    Examples
    --------
    >>> from balance_arcade.hw.sim.settings import SimSettings
    >>> with PointerBoard(SimSettings("pointer:?speed=0", speed=0.0)) as board:
    ...     board.point(PointerPlace(0.5, 0.0))
    ...     for _ in range(200):
    ...         sample = board.read(0.0)[0]
    >>> sample.tr_n > sample.tl_n
    True
    """

    def __init__(
        self, settings: SimSettings, *, plays_alone: bool = False, clock: Clock | None = None
    ) -> None:
        self._steered = SteeredStream(settings)
        super().__init__(settings, clock=clock, stream=self._steered)
        self._plays_alone = plays_alone
        self._led = False
        self._place: PointerPlace | None = None
        # The place comes from the window's thread, samples are made in the reader's.
        self._place_lock = threading.Lock()

    @property
    def info(self) -> BoardInfo:
        """Description of the board."""
        kind = PROFILES[self._settings.profile].title
        return msgspec.structs.replace(
            super().info, board_id="pointer", model=f"Person at a pointer ({kind})"
        )

    def point(self, place: PointerPlace) -> None:
        """Receive the pointer's place; only the newest counts. From any thread.

        Raises
        ------
        ValueError
            The place is no finite number.
        """
        # Compared with itself as a NaN would be: one in the follower would never leave it.
        if not abs(place.x) + abs(place.y) < float("inf"):
            raise ValueError(f"The pointer's place must be finite, but it is {place}.")
        with self._place_lock:
            self._place = place

    def follow(self, goal: Goal) -> None:
        """Show the person a goal; only one who plays alone, and is not led, leans to it.

        A hand that lets the person up while a game asks for a landing lets them land, and one that
        lets go of the button while a leap is asked for lets them leap.
        """
        self._steered.lands = goal.stance == "land"
        self._steered.leaping.ask(goal)
        if self._plays_alone and not self._led:
            super().follow(goal)

    def _take(self, t_host_ns: int) -> ForceSample:
        with self._place_lock:
            place, self._place = self._place, None
        if place is not None:
            self._steered.point(place)
        led = self._steered.since_moved_s < (IDLE_S if self._plays_alone else float("inf"))
        if led != self._led:
            self._led = led
            if led:
                # The hand leans from quiet stance, not from where the game had the person.
                self._steered.follow(msgspec.structs.replace(_AWAY, t_s=self._steered.next_s))
            else:
                self._steered.rest()
        return super()._take(t_host_ns)
