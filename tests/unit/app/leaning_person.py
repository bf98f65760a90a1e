"""A board with a person on it who sees the screen and does what stands there, by leaning alone."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
from session_kit import INFO

from balance_arcade.core.board import BoardHealth, Goal
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import ForceSample
from balance_arcade.games.run import GameRun

WEIGHT_N = 700.0
OFFSETS_N = (3.0, -2.0, 1.0, 0.5)
SPEED_MM_S = 180.0
STAND_MM = (2.0, 14.0)
FORWARD, RIGHT, MIDDLE = (0.0, 55.0), (62.0, 0.0), (0.0, 0.0)
LEAN_MM = 70.0
EACH_S = 0.7

Lean = tuple[float, float]


class LeaningPerson:
    """A `Board` at full speed, one sample a read; ends after the session.

    Parameters
    ----------
    in_menu : list of lean
        Held a second each in the menu, the last one until it has chosen.
    wants : list of str
        Cards taken after the games, in order: ``again``, ``another``, ``enough``, a game's name.
    """

    def __init__(self, in_menu: list[Lean], wants: list[str]) -> None:
        self.info = msgspec.structs.replace(INFO, board_id="leaning")
        self.health = BoardHealth()
        self.ended = False
        self.run: GameRun | None = None
        self._menu, self._wants = list(in_menu), list(wants)
        self._asked: tuple[object, ...] = ()
        self._since_s = 0.0
        self._leans: list[Lean] = [MIDDLE]
        self._seq = -1
        self._at_mm = STAND_MM

    @property
    def t_s(self) -> float:
        """Time on the board's clock."""
        return self._seq / 100.0

    def read(self, timeout_s: float) -> list[ForceSample]:
        assert timeout_s >= 0.0
        self._seq += 1
        on_board, (ml, ap) = self._decide()
        self._move((STAND_MM[0] + ml, STAND_MM[1] + ap))
        return [self._sample(WEIGHT_N if on_board else 0.0)]

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> LeaningPerson:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sample(self, load_n: float) -> ForceSample:
        """Forces of a load at the place where the person is; the board has an offset."""
        half_w, half_l = self.info.geometry.width_mm / 2.0, self.info.geometry.length_mm / 2.0
        x = (self._at_mm[0] + 1.5 * math.sin(self.t_s)) / half_w
        y = (self._at_mm[1] + 1.5 * math.cos(1.3 * self.t_s)) / half_l
        shares = ((1 - x) * (1 + y), (1 + x) * (1 + y), (1 - x) * (1 - y), (1 + x) * (1 - y))
        cells = [load_n * share / 4.0 + off for share, off in zip(shares, OFFSETS_N, strict=True)]
        return ForceSample(self._seq, self._seq * 10_000_000, self.t_s, *cells)

    def _move(self, to_mm: Lean) -> None:
        dx, dy = to_mm[0] - self._at_mm[0], to_mm[1] - self._at_mm[1]
        share = min(1.0, SPEED_MM_S / 100.0 / (math.hypot(dx, dy) or 1.0))
        self._at_mm = (self._at_mm[0] + share * dx, self._at_mm[1] + share * dy)

    def _decide(self) -> tuple[bool, Lean]:
        """Whether the person stands there, and how they lean."""
        if self.run is None:
            return self.t_s > 1.0, self._in_menu()
        phase = self.run.phase
        if phase is Phase.ENDED:
            return False, MIDDLE
        if phase in {Phase.SELF_CHECK, Phase.ZERO}:
            return False, MIDDLE  # It asks for the empty board, and the person steps off.
        return True, self._in_session(self.run, phase)

    def _in_menu(self) -> Lean:
        """A second in the middle before each lean, so that one look is one card."""
        turn = int(max(0.0, self.t_s - 3.0))
        if turn % 2 == 0:
            return MIDDLE if turn // 2 < len(self._menu) else self._menu[-1]
        return self._menu[min(turn // 2, len(self._menu) - 1)]

    def _in_session(self, run: GameRun, phase: Phase) -> Lean:
        direction = run.machine.lean_direction
        if phase is Phase.LIMITS and direction is not None:
            angle = direction * math.pi / 4.0
            return LEAN_MM * math.sin(angle), LEAN_MM * math.cos(angle)
        if phase is Phase.PLAY:
            return self._to_goal(run.goal())
        if phase is Phase.REST:
            return self._follow((phase, run.machine.activity_index), lambda: [MIDDLE, FORWARD])
        question = run.machine.question
        if question is not None:
            # From "no answer" over 0 to 1.
            looks = [MIDDLE, RIGHT, MIDDLE, RIGHT, MIDDLE, FORWARD]
            return self._follow((question.scale.name, run.machine.activity_index), lambda: looks)
        choice = run.machine.choice
        if choice is None:
            return MIDDLE
        key = (choice.question, run.machine.activity_index)
        return self._follow(key, lambda: self._way_to([card.name for card in choice.cards]))

    def _way_to(self, cards: list[str]) -> list[Lean]:
        """Leans that look at the next card wanted and choose it."""
        looks = [RIGHT, MIDDLE] * cards.index(self._wants.pop(0))
        return [MIDDLE, *looks, FORWARD]

    def _to_goal(self, goal: Goal) -> Lean:
        if not math.isfinite(goal.ml_mm + goal.ap_mm):
            return MIDDLE
        return goal.ml_mm - STAND_MM[0], goal.ap_mm - STAND_MM[1]

    def _follow(self, key: tuple[object, ...], leans: Callable[[], list[Lean]]) -> Lean:
        """Lean one way after the other while the same thing is asked, and keep to the last."""
        if key != self._asked:
            self._asked, self._since_s, self._leans = key, self.t_s, leans()
        turn = int((self.t_s - self._since_s) / EACH_S)
        return self._leans[min(turn, len(self._leans) - 1)]
