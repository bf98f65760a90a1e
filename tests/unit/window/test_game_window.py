"""The window with a real run, fed by a made-up person; time is moved by hand."""

import math
from types import SimpleNamespace

import pygame
import pytest
from window_person import Person, PlainView, make_run, window

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.registry import game_spec
from balance_arcade.window.app import GameWindow, Hooks, play_window
from balance_arcade.window.builder import ScreenBuilder
from balance_arcade.window.sound import SoundPlayer


def test_a_session_is_played_to_its_end(clock, display):
    events, states, goals = [], [], []
    hooks = Hooks(on_events=events.extend, on_state=states.append, on_goal=goals.append)
    shown = window(clock, display, hooks=hooks, linger_s=0.5)
    report = shown.play(max_frames=3000)
    phases = [state.phase for state in states]
    for phase in (Phase.SETTLE, Phase.CENTRE, Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY):
        assert phase in phases
    assert phases[-1] is Phase.ENDED
    assert any(event.kind == "game.trial_start" for event in events)
    assert goals
    assert len({state.rev for state in states}) == len(states)
    assert report.n_frames < 3000
    assert not report.closed
    assert 8.0 <= report.age_p50_ms <= 19.0
    assert shown.run.results()[0].seconds == pytest.approx(3.0, abs=0.05)


def test_the_picture_does_not_change_the_result(display):
    digests = set()
    for fps in (12.0, 30.0):
        clock = ManualClock()
        person = Person(clock)
        run = make_run(person, seed=4)
        GameWindow(
            run, person, display, clock=clock, fps=fps, linger_s=0.0, view_of=lambda _: PlainView
        ).play(max_frames=2000)
        assert run.finished
        digests.add(run.results()[0].digest)
    assert len(digests) == 1


def test_scenery_is_made_ready_under_the_instruction(clock, display):
    drawn = []

    class NotingView(PlainView):
        def draw(self, surface, model, control, alpha):
            drawn.append(shown.run.phase)
            super().draw(surface, model, control, alpha)

    person = Person(clock)
    shown = GameWindow(
        make_run(person), person, display, clock=clock, fps=20.0, view_of=lambda _: NotingView
    )
    while shown.run.phase is not Phase.PLAY:
        shown.play(max_frames=shown.n_frames + 1)
    assert drawn[0] is Phase.INSTRUCT
    assert drawn.count(Phase.INSTRUCT) == 1


def test_a_silent_board_pauses_the_game(clock, display):
    shown = window(clock, display)
    while shown.run.phase is not Phase.PLAY:
        shown.play(max_frames=shown.n_frames + 1)
    shown.source.mute = True
    shown.play(max_frames=shown.n_frames + 8)
    assert shown.run.phase is Phase.PAUSED
    shown.source.mute = False
    shown.play(max_frames=shown.n_frames + 4)
    assert shown.run.phase is not Phase.PLAY  # never straight back: first three, two, one


def playing(clock, display):
    """Give a window in the middle of a game."""
    shown = window(clock, display)
    while shown.run.phase is not Phase.PLAY:
        shown.play(max_frames=shown.n_frames + 1)
    return shown


def test_a_computer_that_was_held_up_is_no_silent_board(clock, display):
    shown = playing(clock, display)
    shown.source.mute = True  # the thread that reads was held up as well, and comes after us
    clock.sleep(0.6)
    shown.frame()
    assert shown.run.phase is Phase.PLAY
    shown.source.mute = False
    shown.play(max_frames=shown.n_frames + 4)
    assert shown.run.phase is Phase.PLAY


def test_a_silent_board_is_found_by_a_computer_that_is_always_late(clock, display):
    shown = playing(clock, display)
    shown.source.mute = True
    for _ in range(2):
        clock.sleep(0.3)
        shown.frame()
    assert shown.run.phase is Phase.PAUSED


def test_escape_stops_and_closing_closes(clock, display):
    shown = window(clock, display, linger_s=1e9)
    shown.play(max_frames=5)
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    shown.play(max_frames=7)
    assert shown.run.finished
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert shown.play(max_frames=50).closed


def test_the_key_of_the_music_changes_a_setting_and_paints_nothing_anew(
    clock, display, monkeypatch
):
    shown = window(clock, display, linger_s=1e9)
    shown.play(max_frames=5)
    painted = []
    monkeypatch.setattr(shown._director, "resize", lambda *args: painted.append(args))
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_m))
    shown.play(max_frames=8)
    assert not shown.run.options.screen.music
    assert shown.run.options.screen.voice
    assert painted == []
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_m))
    shown.play(max_frames=10)
    assert shown.run.options.screen.music


def test_what_has_grown_reaches_the_screen_of_the_result(clock, display):
    seen = []
    person = Person(clock)
    run = make_run(person, seconds=9.0)
    shown = GameWindow(
        *(run, person, display),
        **{"clock": clock, "fps": 20.0, "view_of": lambda _: PlainView},
        grown={"orchard": (1,)},
        linger_s=0.0,
    )
    build = shown._builder.build

    def note(*args):
        seen.append(build(*args))
        return seen[-1]

    shown._builder.build = note
    shown.play(max_frames=3000)
    kept = [screen.kept for screen in seen if screen.state.phase is Phase.RESULT]
    assert run.results()[0].trials > 0
    assert kept
    assert all(len(one.sizes) == 2 for one in kept)
    assert all(screen.kept is None for screen in seen if screen.state.phase is Phase.PLAY)


def test_somebody_else_may_feed_the_run(clock, display):
    fed, ages, orders = [], [], []
    hooks = Hooks(feed=fed.extend, tick=ages.append, order=lambda c: orders.append(c.name) or "")
    shown = window(clock, display, hooks=hooks)
    shown.play(max_frames=10)
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    shown.play(max_frames=11)
    assert [sample.seq for sample in fed] == list(range(len(fed)))
    assert ages
    assert all(age < 0.1 for age in ages)
    assert orders == ["stop"]
    assert shown.run.sample is None


def test_an_error_of_a_hook_closes_the_window(clock, display):
    def fail():
        raise OSError("disk full")

    person = Person(clock)
    run = make_run(person)
    with pytest.raises(OSError, match="disk full"):
        play_window(run, person, display, hooks=Hooks(each_frame=fail), clock=clock)
    assert not pygame.display.get_init()


def test_sound_and_captions_follow_the_game(clock, display, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    player = SoundPlayer(game_spec("orchard"))
    played = []
    play = player.play

    def note(cue, now_s, **more):
        played.append((cue.name, more.get("caption")))
        play(cue, now_s, **more)

    monkeypatch.setattr(player, "play", note)
    window(clock, display, sound=player, linger_s=0.0).play(max_frames=2000)
    player.close()
    names = [name for name, _ in played]
    assert names.count("count") == 3
    assert {"go", "result", "appear"} <= set(names)
    assert ("appear", "A fruit comes loose") in played


def test_a_board_without_real_time_has_no_age(clock, display):
    person = Person(clock, speed=0.0)
    run = make_run(person)
    report = GameWindow(run, person, display, clock=clock, view_of=lambda _: PlainView).play(10)
    assert math.isnan(report.age_p50_ms)


def test_progress_runs_from_nothing_to_whole(clock):
    person = Person(clock)
    run = make_run(person, seconds=2.0)
    builder, seen = ScreenBuilder(), {}
    for k in range(1300):
        run.feed(person.sample(k))
        screen = builder.build(run, k / 100.0)
        seen.setdefault(screen.state.phase, []).append(screen.progress)
        assert screen.mark == "SIMULATED"
    centre = [share for share in seen[Phase.CENTRE] if math.isfinite(share)]
    assert centre[0] < 0.05
    assert centre[-1] > 0.95
    assert centre == sorted(centre)


def test_petals_of_a_lean_pass_outlive_a_pause(clock):
    run = make_run(Person(clock))
    leans = (Phase.LIMITS, Phase.PAUSED, Phase.LIMITS, Phase.CENTRE, Phase.LIMITS)
    states = [SessionState(k, 0.0, phase, centre_mm=(0.0, 0.0)) for k, phase in enumerate(leans)]
    builder, seen = ScreenBuilder(), []
    for k, state in enumerate(states):
        told = SimpleNamespace(
            state=lambda state=state: state,
            machine=SimpleNamespace(
                time_left_s=math.nan,
                lean_direction=2,
                countdown=0,
                choice=None,
                question=None,
                rest_lean=0.0,
            ),
            info=run.info,
            options=run.options,
            phase=state.phase,
            activity=None,
            sample=CopSample(k, 0, 0.0, 0.0, 0.0, 700.0, 0.5, 0.5, 50.0 if k == 0 else 10.0, 0.0),
        )
        seen.append(builder.build(told, float(k)))
    assert [screen.reached_mm[2:3] for screen in seen] == [(50.0,), (), (50.0,), (), (10.0,)]
