"""The window with a real run, fed by a made-up person; time is moved by hand."""

import math
from types import SimpleNamespace

import pygame
import pytest

from balance_arcade.cop.limits import default_limits
from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.registry import game_spec
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import plan_games
from balance_arcade.session.plan import SessionPlan
from balance_arcade.window.app import GameWindow, Hooks, play_window
from balance_arcade.window.builder import ScreenBuilder
from balance_arcade.window.choose import choose_game
from balance_arcade.window.display import open_display
from balance_arcade.window.next_cards import next_picture
from balance_arcade.window.sound import SoundPlayer

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
    return GameRun(person.info, ["orchard"], seed=seed, seconds=seconds, limits=default_limits())


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


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def display(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    shown = open_display(SIZE, headless=True)
    yield shown
    shown.close()


def window(clock, display, **more):
    person = Person(clock)
    run = make_run(person)
    return GameWindow(
        run, person, display, clock=clock, fps=20.0, view_of=lambda _: PlainView, **more
    )


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
                time_left_s=math.nan, lean_direction=2, countdown=0, choice=None, rest_lean=0.0
            ),
            info=run.info,
            sample=CopSample(k, 0, 0.0, 0.0, 0.0, 700.0, 0.5, 0.5, 50.0 if k == 0 else 10.0, 0.0),
        )
        seen.append(builder.build(told, float(k)))
    assert [screen.reached_mm[2:3] for screen in seen] == [(50.0,), (), (50.0,), (), (10.0,)]


def choosing(clock, display, **more):
    """Give a window that asks what comes after a game, and the orders of its keys."""
    person = Person(clock)
    offers = plan_games(["orchard", "star-reach", "marble-maze"], seconds=1.0)
    plan = SessionPlan.for_board(person.info, offers[:1], limits=default_limits(), offers=offers)
    run = GameRun(person.info, ["orchard"], plan=plan)
    shown = GameWindow(
        run, person, display, clock=clock, fps=20.0, view_of=lambda _: PlainView, **more
    )
    while run.machine.choice is None:
        shown.play(max_frames=shown.n_frames + 1)
        assert not run.finished
    return shown


def press(shown, *keys):
    for key in keys:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key))
    shown.play(max_frames=shown.n_frames + 2)


def test_keys_choose_what_comes_next_as_in_the_menu(clock, display):
    shown = choosing(clock, display)
    machine = shown.run.machine
    press(shown, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_LEFT)
    assert machine.choice.choice.index == 1
    press(shown, pygame.K_a, pygame.K_a)  # One switch goes round.
    assert machine.choice.choice.index == 0
    press(shown, pygame.K_RIGHT, pygame.K_SPACE, pygame.K_RIGHT, pygame.K_RETURN)
    assert machine.phase is Phase.REST
    assert [one.name for one in machine.plan.activities] == ["orchard", "marble-maze"]
    assert shown.run.state().n_activities == 2


def test_looking_at_cards_is_heard_from_their_side(clock, display, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    player, heard = SoundPlayer(game_spec("orchard")), []
    monkeypatch.setattr(
        player, "play", lambda cue, now_s, place=0.0, **_: heard.append((cue.name, place))
    )
    shown = choosing(clock, display, sound=player)
    press(shown, pygame.K_RIGHT)
    press(shown, pygame.K_RIGHT)
    press(shown, pygame.K_LEFT, pygame.K_RETURN)
    assert heard[-4:] == [("appear", 0.0), ("touch", 0.0), ("touch", 1.0), ("appear", 0.0)]
    player.close()


def test_escape_ends_a_session_that_asks(clock, display):
    shown = choosing(clock, display)
    press(shown, pygame.K_ESCAPE)
    assert shown.run.finished
    assert ScreenBuilder().build(shown.run, 0.0).menu is None


def test_the_question_is_a_menu_with_pictures_of_the_games(clock, display):
    shown = choosing(clock, display)
    menu = ScreenBuilder().build(shown.run, 0.0).menu
    assert menu.games == ("again:orchard", "another:star-reach,marble-maze", "enough")
    assert menu.titles == ("Once more", "Another game", "Enough")
    asked = []

    def card(name, size):
        asked.append(name)
        return pygame.Surface(size) if name != "marble-maze" else None

    kit = Kit(SIZE, NIGHT)
    found = [next_picture(kit, name, (60, 40), card) for name in menu.games]
    assert asked == ["orchard", "star-reach", "marble-maze"]
    assert [picture is not None for picture in found] == [True, False, True]
    assert next_picture(kit, "star-reach", (60, 40), card).get_size() == (60, 40)


def test_the_menu_is_chosen_by_leaning(clock, display):
    def lean(t_s):
        if t_s < 2.0:
            return 0.0, 0.0
        if t_s < 2.6:
            return 40.0, 0.0
        return (0.0, 0.0) if t_s < 3.2 else (0.0, 40.0)

    person = Person(clock, lean)
    games = ["orchard", "star-reach"]
    options = {"clock": clock, "fps": 30.0, "view_of": lambda _: PlainView}
    assert choose_game(person, display, games, max_frames=400, **options) == "star-reach"
    assert clock.now_ns() / 1e9 == pytest.approx(4.7, abs=0.2)
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE))
    assert choose_game(person, display, games, max_frames=5, **options) is None


class BrokenView(PlainView):
    """Draws for a while, then not any more."""

    def draw(self, surface, model, control, alpha):
        if model.n_steps > 100:
            raise KeyError("colour")
        super().draw(surface, model, control, alpha)


def test_a_view_that_raises_is_named_and_the_session_ends_calmly(clock, display):
    person = Person(clock)
    run = make_run(person)
    events = []
    hooks = Hooks(on_events=events.extend)
    shown = GameWindow(
        run, person, display, hooks=hooks, clock=clock, linger_s=0.0, view_of=lambda _: BrokenView
    )
    shown.play(max_frames=3000)
    assert run.finished
    failed = [event.data for event in events if event.kind == "game.failed"]
    assert [(data["game"], data["error"]) for data in failed] == [("orchard", "KeyError")]
    assert run.results()[0].seconds < 5.0


def test_a_card_that_raises_leaves_a_quiet_one_in_the_menu(clock, display, caplog):
    class NoCard(PlainView):
        def card(self, surface):
            raise ZeroDivisionError

    person = Person(clock)
    view_of = {"orchard": NoCard, "star-reach": PlainView}.__getitem__
    chosen = choose_game(
        person, display, ["orchard", "star-reach"], clock=clock, view_of=view_of, max_frames=5
    )
    assert chosen is None
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == [
        "The picture of the game orchard failed: ZeroDivisionError."
    ]
