"""A made-up person before a window, and a game that is quick to draw."""

import math

from balance_arcade.cop.limits import default_limits
from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import Kit
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import RunOptions
from balance_arcade.window.app import GameWindow

SIZE = (480, 270)


class PlainView:
    def __init__(self, size, theme):
        self.kit = Kit(size, theme)

    def draw(self, surface, model, control, alpha):
        assert 0.0 <= alpha <= 1.0
        self.kit.ground(surface)
        self.kit.you(surface, self.kit.layout.play().px(control.x, control.y), 10.0)

    def card(self, surface):
        surface.fill((60, 40, 90))


def info(speed=1.0):
    return BoardInfo(
        "sim:", "sim", "Made-up person", "", Geometry(433.0, 238.0), 100.0, "virtual",
        origin="simulated", pre_zeroed=True, speed=speed,
    )  # fmt: skip


def make_run(person, *, seed=1, seconds=3.0):
    """Run of a person whose limits were measured earlier today: no lean pass comes first."""
    options = RunOptions(ask_after="never")
    return GameRun(
        person.info,
        ["orchard"],
        seed=seed,
        seconds=seconds,
        limits=default_limits(),
        options=options,
    )


class Person:
    """A source whose samples lie 8 ms behind the clock: somebody who sways a little."""

    def __init__(self, clock, lean=lambda t_s: (0.0, 0.0), speed=1.0):
        self.clock, self.lean, self.info = clock, lean, info(speed)
        self.health = BoardHealth()
        self.mute = False
        self._newest = -1

    def sample(self, k):
        t_s = k / 100.0
        dx, dy = self.lean(t_s)
        ml, ap = dx + 2.0 * math.sin(t_s), dy + 2.0 * math.cos(1.3 * t_s)
        return CopSample(k, round(t_s * 1e9), t_s, ml, ap, 700.0, 0.5, 0.5, ml, ap)

    @property
    def newest(self):
        if not self.mute:
            self._newest = int((self.clock.now_ns() / 1e9 - 0.008) * 100.0)
        return self._newest

    def latest(self):
        return self.sample(self.newest) if self.newest >= 0 else None

    def since(self, seq):
        return [self.sample(k) for k in range(seq + 1, self.newest + 1)]

    def metrics(self):
        return None


def window(clock, display, **more):
    person = Person(clock)
    run = make_run(person)
    return GameWindow(
        run, person, display, clock=clock, fps=20.0, view_of=lambda _: PlainView, **more
    )
