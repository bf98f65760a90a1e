"""Every screen in every language: nothing stays English, shrinks, is clipped or overlaps."""

import itertools
from dataclasses import replace

import pygame
import pytest
from screen_words import Reader
from test_scenes import SCREENS, PlainView, draw, state

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.words import known_languages
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.keepsake import Kept
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.registry import game_spec, known_games, make_model, view_class
from balance_arcade.session import calming, feet, hindrance, next_choice, orders, seated
from balance_arcade.session.prompts import all_prompts
from balance_arcade.window import waiting
from balance_arcade.window.director import Director
from balance_arcade.window.screen import MenuScreen, ScreenModel
from balance_arcade.window.sound import CUES
from balance_arcade.window.sound.cues import cues_of
from balance_arcade.window.start_screen import StartWords, draw_start, words_for

SIZES = [(1024, 768), (1280, 720), (2560, 1080)]
GAMES = known_games()
SPECS = [game_spec(name) for name in GAMES]
# What is looked at are the words, and scenery takes longest to paint.
PLAIN = replace(NIGHT, plain=True)
# Names of boards are the same in every language.
NAMES = {"Wii Balance Board", "Arduino board", "BTrackS", "Force plate", "Another board"}

every_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
every_language = pytest.mark.parametrize("language", known_languages())


@pytest.fixture
def reader(monkeypatch):
    return Reader(monkeypatch)


@pytest.fixture
def faults(reader, size):
    """Collects what is wrong: ``faults.of(name, paint)`` for each screen."""

    class Faults(list):
        def of(self, name, paint):
            reader.clear()
            paint()
            self += [f"{name}: {fault}" for fault in (*reader.faults(size), *reader.strange(NAMES))]

    return Faults()


def prompts():
    """Every sentence with the longest values that it may have."""
    longest = max((spec.title for spec in SPECS), key=len)
    said = (*all_prompts(), *seated.WORDS.values())
    return [text.format(load=88, least=15, title=longest) for text in said if text]


def reasons():
    said = [hindrance.NOBODY, hindrance.HALF_OFF, hindrance.SATURATED, hindrance.STALE]
    said += [hindrance.FAULTY, hindrance.CROWDED, hindrance.CAPACITY.format(most=150)]
    return [*said, feet.ONE_FOOT, calming.WAITS, orders._ASKED_PAUSE, "The board is silent."]


def captions():
    own = {cue.caption for spec in SPECS for cue in cues_of(spec).values()}
    return sorted(own | {cue.caption for cue in CUES.values()} - {""})


def many_screens():
    """Screens of `test_scenes`, and each scene with every sentence that it may show."""
    shown = {name: (screen, False) for name, screen in SCREENS.items()}
    play = state(Phase.PLAY, time_left_s=599.0, trials=30, successes=28)
    for text in prompts():
        shown[text] = ScreenModel(state(Phase.SETTLE, prompt=text)), False
    for text in reasons():
        shown[text] = ScreenModel(state(Phase.PAUSED, reason=text)), False
    for text in captions():
        shown[f"caption {text}"] = ScreenModel(play, caption=text), True
    for spec in SPECS:
        own = entitled(spec.title)
        shown[f"result {spec.title}"] = ScreenModel(own(Phase.RESULT, stars=3, trials=9)), False
        for played in () if spec.keepsake is None else (1, len(spec.keepsake.spots) + 1):
            kept = Kept(spec.keepsake, (2,) * played)
            screen = ScreenModel(own(Phase.RESULT, stars=2, trials=9, successes=7), kept=kept)
            shown[f"{kept.words} {spec.title}"] = screen, False
        told = ScreenModel(own(Phase.INSTRUCT), instruction=spec.instruction)
        shown[spec.instruction] = told, False
    titles = tuple(spec.title for spec in SPECS)
    for k in range(0, len(GAMES), 2):
        menu = MenuScreen(GAMES, titles, k)
        shown[f"menu {k}"] = ScreenModel(state(Phase.STEP_ON), menu=menu), False
    return shown


def entitled(title):
    def make(phase, **more):
        return SessionState(1, 5.0, phase, activity="orchard", title=title, **more)

    return make


SHOWN = many_screens()


@every_size
@every_language
def test_every_scene_speaks_the_language_and_its_words_fit(language, size, faults):
    director = Director(size, replace(PLAIN, language=language), lambda _: PlainView)
    surface = pygame.Surface(size, 0, 32)
    surface.set_clip((0, 0, 0, 0))
    for name, (screen, is_play) in SHOWN.items():
        for origin in ("simulated", "replayed"):
            shown = replace(screen, origin=origin)
            place = "play" if is_play else name
            faults.of(name, lambda s=shown, n=place: draw(director, surface, n, s))
    assert faults == []


@every_size
@every_language
def test_what_stands_before_a_session_speaks_the_language_and_fits(language, size, faults):
    kit, surface = Kit(size, replace(PLAIN, language=language)), pygame.Surface(size, 0, 32)
    for words in (waiting.WORDS, waiting.OPENING):
        faults.of(words, lambda w=words: waiting.draw_waiting(kit, surface, float("nan"), w, ""))
    for done in (0, 20, 39):
        left = waiting._time_left(11.0, done, 40)
        words = (waiting.FIRST_START, left)
        faults.of(left, lambda w=words: waiting.draw_waiting(kit, surface, 0.5, *w))
    boards = sorted(NAMES)
    said = [words_for(boards[:n], 1, 3.2) for n in (0, 1, 2, 5)]
    said += [words_for(boards[:1], 0, float("nan")), StartWords("Looking for a board.")]
    for words in said:
        faults.of(words.head, lambda w=words: draw_start(kit, surface, w))
    assert faults == []


@pytest.mark.parametrize("game", GAMES)
def test_every_game_speaks_the_language_and_its_words_fit(game, reader):
    model = make_model(game, GameOptions(seed=3, difficulty=0.4))
    views = [(size, view_class(game)(size, PLAIN), pygame.Surface(size, 0, 32)) for size in SIZES]
    for _, _, surface in views:
        surface.set_clip((0, 0, 0, 0))
    at, seen = (0.0, 0.0), set()
    for second in range(60):
        for _ in range(120):
            goal = model.goal() or (0.0, 0.0)
            at = tuple(a + (g - a) * DT_S / 0.3 for a, g in zip(at, goal, strict=True))
            control = ControlInput(model.n_steps * DT_S, *at)
            model.step(control)
        # A view tells by time, event and size, and a frame without words has none in any language.
        for size, view, surface in views:
            for reader.language in known_languages():
                reader.clear()
                view.draw(surface, model, control, 0.0)
                where = f"{game} in {reader.language} at {size} after {second} s"
                assert [*reader.faults(size), *reader.strange()] == [], where
                if not reader.lines:
                    break
                seen.add((reader.language, size))
    assert len(seen) in {0, len(known_languages()) * len(SIZES)}
    for reader.language, (size, view, _) in itertools.product(known_languages(), views):
        reader.clear()
        view.card(pygame.Surface((size[0] // 4, size[1] // 4), 0, 32))
        assert reader.faults(size) == [], game


def test_every_word_of_the_choice_after_a_game_is_drawn_here():
    drawn = {title for screen in SCREENS.values() if screen.menu for title in screen.menu.titles}
    assert set(next_choice.TITLES.values()) <= drawn
