"""A replay in a window: the patient's screen marked REPLAY, trials by keys, numbers beside it."""

from __future__ import annotations

import pygame
import pytest
from replay_kit import record

from balance_arcade.app.replay_files import find_runs
from balance_arcade.app.replay_view import ReplayView
from balance_arcade.app.replay_window import FRAME_S, ReplayWindow
from balance_arcade.app.replaying import Replay
from balance_arcade.core.clock import ManualClock
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT
from balance_arcade.window.display import open_display
from balance_arcade.window.replay_keys import Wish, read_wishes
from balance_arcade.window.replay_picture import ReplayPicture

SIZES = ((1280, 720), (1024, 768))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("session")
    played = record(folder, "star-reach", seconds=12.0)
    (run,) = find_runs(str(folder), folder)
    return run, played


@pytest.fixture
def view(recorded):
    run, _ = recorded
    view = ReplayView(Replay(run))
    yield view
    view.replay.close()


@pytest.fixture
def display():
    display = open_display(SIZES[0], headless=True)
    yield display
    display.close()


def test_trials_lie_on_the_samples_clock(view):
    """Each trial's length on the line of time is the time that its model took for it."""
    (result,) = view.results
    assert len(view.marks) == len(result.trial_list) > 1
    for mark, trial in zip(view.marks, result.trial_list, strict=True):
        assert mark.success == trial.success
        assert mark.end_s - mark.start_s >= trial.metrics["reaction_time_s"]
    first, second = view.marks[:2]
    assert first.end_s <= second.start_s


def test_keys_jump_to_trials_and_step_by_frames(view, display):
    window = ReplayWindow(view, display, clock=ManualClock())
    first, second = view.marks[:2]
    window.frame(Wish(trials=1))
    assert view.replay.time_s == pytest.approx(first.start_s)
    window.frame(Wish(trials=1))
    assert view.replay.time_s == pytest.approx(second.start_s)
    assert len(view.replay.run.activity.trials) == 1
    window.frame(Wish(trials=-1))
    assert view.replay.time_s == pytest.approx(first.start_s)
    assert view.replay.run.activity.trials == []
    window.frame(Wish(frames=1))
    window.frame(Wish())  # Stepping has paused it.
    assert view.replay.time_s == pytest.approx(first.start_s + FRAME_S)
    window.frame(Wish(pause=True, faster=2))
    assert view.replay.time_s == pytest.approx(first.start_s + FRAME_S + 4.0 * FRAME_S)


def test_it_is_shown_to_the_end_with_the_same_digest(view, recorded, display):
    _, played = recorded
    window = ReplayWindow(view, display, speed=90.0, clock=ManualClock())
    window.play(max_frames=60)
    assert view.replay.is_over
    assert [one.digest for one in view.replay.results()] == [one.digest for one in played]


def test_what_is_pressed_is_read_once(display):
    for key in (pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_SPACE, pygame.K_MINUS):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
    assert read_wishes() == Wish(pause=True, trials=2, faster=-1)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert read_wishes() == Wish(close=True)
    assert read_wishes() == Wish()


@pytest.mark.parametrize("theme", [NIGHT, HIGH_CONTRAST], ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_leaves_its_place(view, display, theme, size):
    """Picture, numbers, line and table lie beside each other, and the mark is drawn."""
    del display
    view.replay.go_to(view.marks[-1].end_s + 0.1)
    picture, surface = ReplayPicture(size, theme), pygame.Surface(size)
    screen = view.screen(1.0)
    picture.draw(surface, screen)
    picture.close()
    places = [picture.pane, picture.side, picture.line, picture.table, picture.foot, picture.bar]
    for place in places:
        assert surface.get_rect().contains(place)
        assert place.collidelistall(places) == [places.index(place)]
    mark = surface.subsurface(picture.pane.inflate(-picture.pane.w // 2, 0))
    assert screen.run.info.origin == "replayed"
    assert pygame.transform.average_color(mark)[:3] != (0, 0, 0)
    badge = surface.subsurface(picture.bar).subsurface((0, 0, 60, picture.bar.h))
    assert theme.you in {tuple(badge.get_at((x, badge.get_height() // 2)))[:3] for x in range(40)}
