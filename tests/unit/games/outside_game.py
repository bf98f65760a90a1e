"""Games that other packages might bring, made up in memory: good ones and broken ones."""

from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint

import msgspec

from balance_arcade.games import registry
from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import ControlInput, GameOptions, GameSpec
from balance_arcade.games.entry import GameEntry

SPEC = GameSpec(
    name="pond",
    title="Pond",
    purpose="Small leans",
    instruction="Lean to the leaf.",
    safety_class="A",
    needs_limits=False,
    default_seconds=20.0,
    scenery="a pond",
    axes=(),
)
TRIAL_STEPS = 120


class PondModel(BaseModel):
    """Asks for a small lean to alternate sides, a trial a second."""

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)

    @property
    def goal_radius(self) -> float:
        return 0.2

    def goal(self):
        return (0.3 if self.trials % 2 else -0.3, 0.0)

    def _advance(self, control: ControlInput) -> None:
        if self.n_steps % TRIAL_STEPS == 1:
            self._say("game.trial_start", index=self.trials)
        if self.n_steps % TRIAL_STEPS == 0:
            near = abs(self.x - self.goal()[0]) < self.goal_radius
            self._end_trial(success=near, difficulty=self.difficulty, metrics={})

    def _state(self):
        return ()


class PondView:
    """Fills the screen with water."""

    def __init__(self, size, theme):
        self.size = size

    def draw(self, surface, model, control, alpha):
        surface.fill((20, 60, 80))

    def card(self, surface):
        surface.fill((20, 60, 80))


def entry(name="pond", **fields) -> GameEntry:
    """Entry of a pond by another name, or with other fields."""
    spec = msgspec.structs.replace(SPEC, name=name)
    given = {"spec": spec, "model": "pond_pkg:Model", "view": "pond_pkg:View", "contract": 1}
    return GameEntry(**given | fields)


def install(monkeypatch, *entries, **attributes):
    """Let ``(name, "module:object")`` be installed, and fill the module ``pond_pkg``."""
    module = types.ModuleType("pond_pkg")
    for name, value in (
        {"Model": PondModel, "View": PondView, "GAME": entry()} | attributes
    ).items():
        setattr(module, name, value)
    monkeypatch.setitem(sys.modules, "pond_pkg", module)
    found = tuple(EntryPoint(name, value, registry.GROUP) for name, value in entries)
    monkeypatch.setattr(registry, "entry_points", lambda group: found)
    registry.forget()
    return module
