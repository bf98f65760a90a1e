"""Every scene, at every size, in both themes, from literal data; views are plain stand-ins."""

import itertools
from dataclasses import replace

import pygame
import pytest

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.kit.text import TextSetter
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.scoring import PersonalBest
from balance_arcade.session.prompts import CHOICE
from balance_arcade.session.rating import EXERTION, PAIN
from balance_arcade.session.store_words import FOR_PATIENT
from balance_arcade.testing.seeing import FlashCounter
from balance_arcade.window.choose import _LENGTHS
from balance_arcade.window.director import Director
from balance_arcade.window.screen import (
    PROMPTS,
    LeanTrace,
    MenuScreen,
    RatingScreen,
    ScreenModel,
)

SIZES = [(1024, 768), (1280, 800), (1920, 1080), (2560, 1080)]
NAN = float("nan")
PERSON = CopSample(1, 0, 5.0, 40.0, 30.0, 700.0, 0.45, 0.55, 40.0, 30.0)
NOBODY = CopSample(2, 0, 5.0, NAN, NAN, 0.0, NAN, NAN, NAN, NAN)
TITLES = tuple(game_spec(name).title for name in known_games())
BESTS = tuple(range(91, 91 + len(TITLES)))

GROWN = tuple(
    (spec.keepsake.kind, spec.keepsake.sizes((0, 1, 3, 2, 3, 1, 2)[: 1 + k % 7]))
    if spec.keepsake
    else ("", ())
    for k, spec in enumerate(map(game_spec, known_games()))
)

HOW_LONG, LENGTHS = ("length:short", "length:standard", "length:long"), tuple(_LENGTHS.values())

NEXT = ("again:orchard", "another:star-reach,marble-maze", "enough")
NEXT_TITLES = ("Once more", "Another game", "Enough")


class PlainView:
    def __init__(self, size, theme):
        self.kit = Kit(size, theme)

    def draw(self, surface, model, control, alpha):
        self.kit.ground(surface)
        area = self.kit.layout.play()
        self.kit.goal(surface, area.px(0.4, 0.4), 60 * self.kit.u, held=0.5)
        self.kit.you(surface, area.px(control.x, control.y), 20 * self.kit.u)

    def card(self, surface):
        surface.fill((40, 60, 90))


def state(phase, **more):
    return SessionState(
        1, 5.0, phase, activity="star-reach", title="Star Reach", centre_mm=(2.0, 1.0), **more
    )


GONE = {
    "prompt": "Hold the rail. Helper: press the front button.",
    "reason": "The board is disconnected. Press the button at its front.",
    "time_left_s": 27.0,
    "away": "front-button",
}


def screens():
    whys = "One foot left the board, please step back"
    play = state(Phase.PLAY, time_left_s=599.0, trials=30, successes=28)
    shown = {phase.value: ScreenModel(state(phase), sample=PERSON) for phase in Phase}
    shown |= {
        "zero": ScreenModel(state(Phase.ZERO), progress=0.4),
        "zero, board": ScreenModel(
            state(Phase.ZERO), progress=0.4, board_error="Error unknown: calibrate"
        ),
        "self-check, board": ScreenModel(state(Phase.SELF_CHECK), board_error="±0.41 mm at 60 kg"),
        "settle": ScreenModel(state(Phase.SETTLE), sample=PERSON, progress=0.5),
        "settle empty": ScreenModel(state(Phase.SETTLE), sample=NOBODY),
        "centre": ScreenModel(state(Phase.CENTRE), sample=PERSON, progress=0.7),
        "limits": ScreenModel(
            state(Phase.LIMITS),
            sample=PERSON,
            lean_direction=1,
            reached_mm=(80.0, 52.0, 0.0, 0.0, 300.0, 60.0, 75.0, 70.0),
        ),
        "limits back": ScreenModel(state(Phase.LIMITS), sample=NOBODY, lean_direction=-1),
        "instruct": ScreenModel(
            state(Phase.INSTRUCT), instruction=game_spec("marble-maze").instruction
        ),
        "countdown": ScreenModel(state(Phase.COUNTDOWN), countdown=3, progress=0.3),
        "play": ScreenModel(play, sample=PERSON, caption="The constellation is whole"),
        "paused": ScreenModel(state(Phase.PAUSED, reason=whys)),
        "away": ScreenModel(state(Phase.PAUSED, **GONE), progress=0.1, now_s=3.0),
        "away, menu": ScreenModel(state(Phase.STEP_ON, **GONE), menu=MenuScreen((), ())),
        "rest": ScreenModel(state(Phase.REST, time_left_s=30.0), progress=0.2, now_s=3.0),
        "result": ScreenModel(state(Phase.RESULT, stars=3, trials=24, successes=22)),
        "result, best": ScreenModel(
            state(Phase.RESULT, stars=3, trials=24, successes=22), best=PersonalBest(100, True)
        ),
        "result, best of before": ScreenModel(
            state(Phase.RESULT, stars=1, trials=24, successes=8), best=PersonalBest(42)
        ),
        "menu, bests": ScreenModel(
            state(Phase.STEP_ON), menu=MenuScreen(known_games(), TITLES, 1, bests=BESTS)
        ),
        "menu, length": ScreenModel(
            state(Phase.STEP_ON), menu=MenuScreen(HOW_LONG, LENGTHS, 1, 0.4, heading="How long?")
        ),
        "menu, grown": ScreenModel(
            state(Phase.STEP_ON),
            menu=MenuScreen(known_games(), TITLES, 2, bests=BESTS, grown=GROWN),
        ),
        "result none": ScreenModel(state(Phase.RESULT, stars=0, trials=4)),
        "ended": ScreenModel(state(Phase.ENDED, reason="the recording has come to its end")),
        "self-check, store": ScreenModel(
            state(Phase.SELF_CHECK), store_words=FOR_PATIENT["newer"], board_error="±0.41 mm"
        ),
        "zero, store": ScreenModel(
            state(Phase.ZERO), progress=0.4, store_words=FOR_PATIENT["unwritable"]
        ),
        "ended, store": ScreenModel(
            state(Phase.ENDED, outcome="done"), store_words=FOR_PATIENT["damaged"]
        ),
        "attract": ScreenModel(state(Phase.STEP_ON), now_s=2.0),
        "menu": ScreenModel(
            state(Phase.STEP_ON), menu=MenuScreen(known_games(), TITLES, 1, held=0.6)
        ),
        "menu empty": ScreenModel(
            state(Phase.STEP_ON), menu=MenuScreen(known_games()[:1], TITLES[:1], someone=False)
        ),
        "rest, leaning": ScreenModel(
            state(Phase.REST, time_left_s=30.0, prompt="Rest. Lean forward to go on."), held=0.5
        ),
        "next": ScreenModel(
            state(Phase.RESULT, prompt="Lean sideways to look, forward to choose."),
            menu=MenuScreen(NEXT, NEXT_TITLES, 1, 0.3, heading="What next?"),
        ),
        "rate easy": ScreenModel(state(Phase.RESULT, prompt=CHOICE), rating=RatingScreen(0, 0.4)),
        "rate hard": ScreenModel(state(Phase.RESULT, prompt=CHOICE), rating=RatingScreen(10)),
        "rest, coming": ScreenModel(
            state(Phase.REST, time_left_s=600.0), coming="Next: Star Reach React, 20 of 20"
        ),
        "rest, next block": ScreenModel(state(Phase.REST), coming="Next: Star Reach React"),
        **{
            f"asked {one.name}": ScreenModel(
                state(Phase.RESULT, prompt="Lean sideways to answer, forward to skip."),
                rating=RatingScreen(5 * k - 1, 0.5, scale=one),
            )
            for k, one in enumerate((PAIN, EXERTION))
        },
        "menu many": ScreenModel(
            state(Phase.STEP_ON), menu=MenuScreen(known_games() * 2, TITLES * 2, 3)
        ),
    }
    return shown


SCREENS = screens()


def draw(director, surface, name, screen):
    director.draw(
        surface, screen, model=object() if name == "play" else None, attract=name == "attract"
    )


class Spy:
    """Notes what is written where."""

    def __init__(self, monkeypatch):
        self.lines, self.blocks = [], []
        line, block = TextSetter.draw_line, TextSetter.draw_block

        def draw_line(setter, surface, text, at, cap_px, colour, **more):
            rect = line(setter, surface, text, at, cap_px, colour, **more)
            self.lines.append((text, rect, cap_px, surface.get_rect()))
            return rect

        def draw_block(setter, surface, text, box, cap_px, colour, **more):
            fitted = block(setter, surface, text, box, cap_px, colour, **more)
            self.blocks.append((text, box, fitted))
            return fitted

        monkeypatch.setattr(TextSetter, "draw_line", draw_line)
        monkeypatch.setattr(TextSetter, "draw_block", draw_block)


@pytest.mark.parametrize("theme", [NIGHT, HIGH_CONTRAST], ids=lambda t: t.name)
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_every_scene_draws_with_whole_legible_words(size, theme, monkeypatch):
    spy = Spy(monkeypatch)
    director = Director(size, theme, lambda _: PlainView)
    floor = director.kit.layout.type.body
    surface = pygame.Surface(size, 0, 32)
    for name, screen in SCREENS.items():
        spy.lines.clear()
        spy.blocks.clear()
        draw(director, surface, name, replace(screen, origin="simulated"))
        written = [text for text, *_ in spy.lines]
        assert "SIMULATED" in written, name
        for text, rect, cap_px, screen_rect in spy.lines:
            assert cap_px >= floor - 0.01, (name, text)
            assert screen_rect.contains(rect), (name, text)
        for text, box, fitted in spy.blocks:
            assert fitted.width_px <= box.width, (name, text)
            assert fitted.height_px <= box.height, (name, text)
            assert " ".join(fitted.lines) == " ".join(text.split())


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_words_do_not_lie_on_words(size, monkeypatch):
    spy = Spy(monkeypatch)
    director = Director(size, NIGHT, lambda _: PlainView)
    surface = pygame.Surface(size, 0, 32)
    for name, screen in SCREENS.items():
        spy.lines.clear()
        draw(director, surface, name, replace(screen, origin="replayed"))
        # Cards are painted on surfaces of their own; here only the screen counts.
        rects = [
            (text, _ink(rect, cap)) for text, rect, cap, whole in spy.lines if whole.size == size
        ]
        for k, (text, rect) in enumerate(rects):
            for other, second in rects[k + 1 :]:
                assert not rect.colliderect(second), (name, text, other)


def _ink(rect, cap_px):
    """Rectangle of the capitals alone."""
    inner = rect.copy()
    inner.height = round(cap_px)
    inner.centery = rect.centery
    return inner


@pytest.mark.parametrize("origin", ["real", "simulated"])
def test_why_it_waits_stands_in_the_middle_and_clear_of_the_moon(origin):
    why = "More than half of the weight is off the board."
    size, drawn = (1280, 720), []
    for reason in (why, ""):
        surface = pygame.Surface(size, 0, 32)
        director = Director(size, NIGHT, lambda name: PlainView)
        screen = ScreenModel(state(Phase.PAUSED, reason=reason), origin=origin)
        for k in range(3):
            director.draw(surface, replace(screen, now_s=5.0 + k))
        drawn.append(pygame.surfarray.array3d(surface).astype(int))
    lit = abs(drawn[0] - drawn[1]).sum(axis=2) > 60
    columns, rows = lit.any(axis=1).nonzero()[0], lit.any(axis=0).nonzero()[0]
    assert abs((columns[0] + columns[-1]) / 2 - 640) < 12
    assert rows[0] > 116  # The moon's lower edge.


def test_a_real_board_is_not_marked(monkeypatch):
    spy = Spy(monkeypatch)
    director = Director((1280, 720), NIGHT, lambda _: PlainView)
    surface = pygame.Surface((1280, 720), 0, 32)
    for name, screen in SCREENS.items():
        draw(director, surface, name, screen)
    written = {text for text, *_ in spy.lines}
    assert not written & {"SIMULATED", "REPLAY"}


def test_scenes_differ_from_each_other_and_repeat_themselves():
    def picture(name):
        director = Director((640, 480), NIGHT, lambda _: PlainView)
        surface = pygame.Surface((640, 480), 0, 32)
        draw(director, surface, name, SCREENS[name])
        return pygame.image.tobytes(surface, "RGB")

    pictures = {name: picture(name) for name in SCREENS}
    assert len(set(pictures.values())) == len(pictures)
    assert picture("limits") == pictures["limits"]


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_nothing_flashes(name):
    """Mean luminance never jumps, and no place flashes more than three times a second."""
    director = Director((320, 240), NIGHT, lambda _: PlainView)
    surface = pygame.Surface((320, 240), 0, 32)
    levels, flashes = [], FlashCounter(30.0)
    for k in range(90):
        screen = replace(SCREENS[name], now_s=k / 30.0, phase_age_s=k / 30.0)
        draw(director, surface, name, screen)
        r, g, b, _ = pygame.transform.average_color(surface)
        levels.append((0.2126 * r + 0.7152 * g + 0.0722 * b) / 255.0)
        flashes.look(surface)
    assert max(abs(b - a) for a, b in itertools.pairwise(levels)) < 0.05
    assert flashes.worst == 0.0


def test_scenes_flow_into_each_other():
    director = Director((640, 480), NIGHT, lambda _: PlainView)
    surface = pygame.Surface((640, 480), 0, 32)
    draw(director, surface, "rest", replace(SCREENS["rest"], now_s=1.0))
    old = pygame.surfarray.array3d(surface).astype(int)
    ended = SCREENS["ended"]
    draw(director, surface, "ended", replace(ended, now_s=1.0, phase_age_s=0.0))
    first = pygame.surfarray.array3d(surface).astype(int)
    draw(director, surface, "ended", replace(ended, now_s=2.0, phase_age_s=1.0))
    last = pygame.surfarray.array3d(surface).astype(int)
    assert abs(first - old).mean() < 0.5
    assert abs(last - old).mean() > 2.0


def test_reduced_motion_stands_still():
    still = replace(NIGHT, reduced_motion=True)
    director = Director((640, 480), still, lambda _: PlainView)
    surface = pygame.Surface((640, 480), 0, 32)
    for name in ("rest", "step_on", "attract", "self_check", "limits"):
        seen = set()
        for now_s in (5.0, 6.3, 7.9):
            draw(director, surface, name, replace(SCREENS[name], now_s=now_s))
            if now_s > 5.0:
                seen.add(pygame.image.tobytes(surface, "RGB"))
        assert len(seen) == 1, name


def test_the_session_s_own_sentence_comes_first():
    screen = ScreenModel(state(Phase.CENTRE, prompt="Look at the moon"))
    assert screen.prompt == "Look at the moon"
    assert ScreenModel(state(Phase.CENTRE)).prompt == PROMPTS[Phase.CENTRE]


def test_sentences_have_eight_words_at_most():
    assert all(len(text.split()) <= 8 for text in PROMPTS.values())
    assert set(PROMPTS) == set(Phase)


def test_lean_trace_follows_the_direction_asked_for():
    trace = LeanTrace()
    trace.push(PERSON, (2.0, 1.0), 2)
    trace.push(replace_sample(ml=22.0), (2.0, 1.0), 2)
    trace.push(PERSON, (2.0, 1.0), -1)
    trace.push(NOBODY, (2.0, 1.0), 4)
    trace.push(None, (2.0, 1.0), 4)
    assert trace.reached_mm == pytest.approx((0, 0, 38.0, 0, 0, 0, 0, 0))
    trace.clear()
    assert trace.reached_mm == (0.0,) * 8


def replace_sample(ml):
    return CopSample(3, 0, 5.0, ml, 0.0, 700.0, 0.5, 0.5, ml, 0.0)
