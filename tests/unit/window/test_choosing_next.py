"""What comes after a game, chosen by keys and by leaning; and pictures that fail."""

import pygame
import pytest
from window_person import SIZE, Person, PlainView, make_run

from balance_arcade.app.programme_play import activities_of
from balance_arcade.cop.limits import default_limits
from balance_arcade.core.events import Phase
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.registry import game_spec
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import plan_games
from balance_arcade.records.programme_progress import position
from balance_arcade.session.plan import SessionPlan
from balance_arcade.session.programme import Block, Programme
from balance_arcade.window.app import GameWindow, Hooks
from balance_arcade.window.builder import ScreenBuilder
from balance_arcade.window.choose import choose_game
from balance_arcade.window.next_cards import next_picture
from balance_arcade.window.sound import SoundPlayer


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


def test_keys_rate_a_block_and_the_rest_says_what_comes(clock, display):
    person = Person(clock)
    block = Block(game="orchard", seconds=1.0, sets=1, rest_s=4.0)
    programme = Programme(name="Calm", blocks=(block, block))
    planned = activities_of(programme, position(programme, (), "2026-03-04"))
    plan = SessionPlan.for_board(person.info, planned, limits=default_limits())
    run = GameRun(person.info, ["orchard", "orchard"], plan=plan)
    shown = GameWindow(run, person, display, clock=clock, fps=20.0, view_of=lambda _: PlainView)
    while run.machine.rating is None:
        shown.play(max_frames=shown.n_frames + 1)
        assert not run.finished
    assert run.state().programme["asks_rating"]
    press(shown, pygame.K_RIGHT, pygame.K_RIGHT)
    assert ScreenBuilder().build(run, 0.0).rating.index == 7
    press(shown, pygame.K_RETURN)
    assert run.machine.phase is Phase.REST
    assert run.machine.ratings == {0: 7}
    assert ScreenBuilder().build(run, 0.0).coming == "Next: Orchard"
