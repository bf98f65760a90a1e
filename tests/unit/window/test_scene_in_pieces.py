"""A scene whose pictures are not made yet: the one before stands, and the clock with it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pygame
import pytest
from window_person import Person, PlainView, make_run

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.kit import NIGHT
from balance_arcade.window import director as directing
from balance_arcade.window.app import GameWindow
from balance_arcade.window.director import MAX_BEHIND, Director
from balance_arcade.window.display import open_display
from balance_arcade.window.painter import Job, Painter
from balance_arcade.window.screen import ScreenModel

SIZE = (480, 270)
STATE = SessionState(1, 0.0, Phase.SELF_CHECK, activity="orchard", title="Orchard")


class IdlePainter(Painter):
    """Says of everything that it is painted, and paints nothing."""

    def add(self, order, *, after_s=0.0, urgent=False):
        job = Job(order, after_s, urgent)
        job.done.set()
        return job


def raw(surface):
    return surface.get_buffer().raw


def screen(phase, **more):
    return ScreenModel(msgspec.structs.replace(STATE, phase=phase), **more)


@pytest.fixture
def one_at_a_time(monkeypatch):
    """A frame that has no time: it makes the one picture that every frame makes."""
    monkeypatch.setattr(directing, "FRAME_S", 0.0)


@pytest.fixture
def surface():
    return pygame.Surface(SIZE, 0, 32)


@pytest.fixture
def director():
    return Director(SIZE, NIGHT, lambda _: PlainView, painter=IdlePainter())


def whole(shown):
    """The scene as it is drawn in one go, once it has stood for a while."""
    surface = pygame.Surface(SIZE, 0, 32)
    Director(SIZE, NIGHT, lambda _: PlainView).draw(surface, shown)
    return raw(surface)


def until_there(director, surface, shown, meanwhile=None):
    """Draw until the scene is there; returns how many frames the one before stood."""
    for n_frames in range(MAX_BEHIND + 2):
        director.draw(surface, replace(shown, now_s=shown.now_s + n_frames / 60.0))
        if not director.is_behind:
            return n_frames
        if meanwhile is not None:
            assert raw(surface) == meanwhile, "The scene before stands as it was."
    raise AssertionError("The scene never came.")


@pytest.mark.usefixtures("one_at_a_time")
def test_a_scene_comes_up_whole_and_the_one_before_stands_until_then(director, surface):
    first = screen(Phase.SELF_CHECK)
    surface.fill((7, 8, 9))
    assert not director.is_behind
    n_frames = until_there(director, surface, first, raw(surface))
    assert 2 <= n_frames < MAX_BEHIND, "One picture a frame, and there are some."
    assert raw(surface) == whole(replace(first, now_s=n_frames / 60.0))
    director.draw(surface, replace(first, now_s=1.0))
    second, stood = screen(Phase.RESULT, now_s=2.0, phase_age_s=0.0), raw(surface)
    assert until_there(director, surface, second, stood) >= 2
    # It flows in from the frame in which it was there, and has flown in a little later.
    director.draw(surface, replace(second, now_s=4.0, phase_age_s=10.0))
    assert raw(surface) == whole(replace(second, now_s=4.0, phase_age_s=10.0))


@pytest.mark.usefixtures("one_at_a_time")
def test_a_scene_comes_after_some_frames_however_much_is_left(director, surface, monkeypatch):
    def never_done(kit, surface, screen):
        for k in range(1000):
            kit.disc(surface, (5.0, 5.0), 2.0, (1, k // 255, k % 255))

    monkeypatch.setitem(directing._SCENES, Phase.CENTRE, never_done)
    assert until_there(director, surface, screen(Phase.CENTRE)) == MAX_BEHIND - 1
    assert director.kit.store.n_made >= 1000


def test_a_scene_that_fits_into_a_frame_is_never_behind(director, surface, monkeypatch):
    monkeypatch.setattr(directing, "FRAME_S", 1e9)
    for phase in (Phase.SELF_CHECK, Phase.ZERO, Phase.RESULT):
        director.draw(surface, screen(phase))
        assert not director.is_behind


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("phase", [Phase.PLAY, Phase.PAUSED])
def test_play_and_pause_come_at_once(director, surface, phase):
    until_there(director, surface, screen(Phase.SELF_CHECK))
    director.draw(surface, screen(phase), model=object(), control=ControlInput(0.0, 0.0, 0.0))
    assert not director.is_behind


@pytest.mark.usefixtures("one_at_a_time")
def test_without_a_painter_every_scene_comes_at_once(surface):
    director = Director(SIZE, NIGHT, lambda _: PlainView)
    for phase in (Phase.SELF_CHECK, Phase.ZERO, Phase.RESULT):
        director.draw(surface, screen(phase))
        assert not director.is_behind


def test_a_pause_finds_its_pictures_and_nothing_of_them_was_seen(director, surface):
    calm = screen(Phase.CENTRE)
    until_there(director, surface, calm)
    for k in range(20):
        director.draw(surface, replace(calm, now_s=1.0 + k))
        assert raw(surface) == whole(replace(calm, now_s=1.0 + k))
    n_made = director.kit.store.n_made
    director.draw(surface, screen(Phase.PAUSED, now_s=30.0))
    assert director.kit.store.n_made == n_made
    assert surface.get_clip() == surface.get_rect()


def test_pictures_of_a_pause_that_had_to_leave_are_made_again_in_the_next_scene(director, surface):
    for phase in (Phase.CENTRE, Phase.REST, Phase.CENTRE):
        director.kit.store._sprites.clear()
        until_there(director, surface, screen(phase))
        for k in range(20):
            director.draw(surface, screen(phase, now_s=1.0 + k))
    n_made = director.kit.store.n_made
    director.draw(surface, screen(Phase.PAUSED, now_s=30.0))
    assert director.kit.store.n_made == n_made


@pytest.mark.usefixtures("one_at_a_time")
def test_no_phase_counts_as_seen_while_the_one_before_stands():
    clock = ManualClock()
    run = make_run(Person(clock))
    display = open_display(SIZE, headless=True)
    window = GameWindow(
        run, Person(clock), display, clock=clock, fps=0.0, view_of=lambda _: PlainView,
        painter=IdlePainter(),
    )  # fmt: skip
    told: list[int] = []
    was_behind: list[bool] = []
    shown = run.machine.shown
    run.machine.shown = lambda entry: (told.append(window.n_frames), shown(entry))
    for _ in range(40):
        n_told = len(told)
        window.frame()
        was_behind.append(window._director.is_behind)
        assert (len(told) > n_told) is not was_behind[-1]
        clock.sleep(1 / 60)
    assert any(was_behind)
    assert not all(was_behind)
    run.watchdog.stop()
    display.close()
