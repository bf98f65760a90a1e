"""The games' pictures: drawn in every state, true to the person, calm, changing nothing."""

import functools
import math
from dataclasses import replace

import numpy as np
import pygame
import pytest

from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, ScreenLayout
from balance_arcade.games.memory import Fade, Moments, Since
from balance_arcade.games.registry import known_games, make_model, view_class
from balance_arcade.testing.game_play import as_asked

SIZES = [(1280, 720), (1920, 1080), (1024, 768), (2560, 1080)]
GAMES = known_games()
THEMES = [NIGHT, HIGH_CONTRAST]
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
STILL = replace(NIGHT, reduced_motion=True)
every_game = pytest.mark.parametrize("game", GAMES)
every_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


class Player:
    """Leans towards the goal with a lag; looks away for a while now and then, if asked to."""

    def __init__(self, model, *, dreams=False):
        self.model = model
        self.dreams = dreams
        self.at = (0.0, 0.0)

    def step(self, n_steps=1):
        for _ in range(n_steps):
            t_s = self.model.n_steps * DT_S
            goal = self.model.goal() or (0.0, 0.0)
            if self.dreams and t_s % 20.0 > 8.0:
                goal = (-0.1, -0.1)
            share = DT_S / 0.3
            self.at = tuple(a + (g - a) * share for a, g in zip(self.at, goal, strict=True))
            x = self.at[0] + 0.012 * math.sin(2.1 * t_s)
            y = self.at[1] + 0.012 * math.cos(1.7 * t_s)
            self.control = ControlInput(t_s, x, y, 80.0 * x, 80.0 * y)
            if self.model.stance != "both" or self.model.spec.leaves_board:
                self.control = as_asked(self.model, t_s, x, y)
            self.model.step(self.control)


@functools.lru_cache(maxsize=6)
def view(game, size, theme):
    """Views forget with their model, so tests may share the slow painting of their scenery."""
    return view_class(game)(size, theme)


def playing(game, *, dreams=False, difficulty=0.4, seed=3):
    return Player(make_model(game, GameOptions(seed=seed, difficulty=difficulty)), dreams=dreams)


def pixels(surface):
    return pygame.surfarray.array3d(surface)


def luminance(surface):
    return pixels(surface).astype(np.float32) @ LUMA


def marker_at(surface):
    """Middle of all pixels that have exactly the marker's colour."""
    found = np.argwhere((pixels(surface) == NIGHT.you).all(axis=2))
    return found.mean(axis=0) if len(found) else None


# The other sizes have a like test in the contract of games.
@every_theme
@pytest.mark.parametrize("size", [(1024, 768), (2560, 1080)], ids=lambda s: f"{s[0]}x{s[1]}")
@every_game
def test_draws_a_game_and_leaves_the_model_alone(game, size, theme):
    surface, drawn, alone = pygame.Surface(size), playing(game), playing(game)
    picture = view(game, size, theme)
    for frame in range(100):
        drawn.step(24)
        alone.step(24)
        before = drawn.model.state_bytes()
        picture.draw(surface, drawn.model, drawn.control, (frame % 4) / 4.0)
        assert drawn.model.state_bytes() == before
    assert drawn.model.n_steps * DT_S >= 20.0 - 1e-6
    assert drawn.model.successes > 0
    assert alone.model.state_bytes() == drawn.model.state_bytes()
    assert alone.model.drain_events() == drawn.model.drain_events()
    assert luminance(surface).std() > 5.0


@every_game
def test_marker_follows_within_one_frame_and_is_not_smoothed(game):
    size = (1280, 720)
    surface, model = pygame.Surface(size), make_model(game)
    picture = view(game, size, NIGHT)
    places = []
    for x, y in ((-0.4, 0.2), (0.5, -0.3), (0.0, 0.0)):
        picture.draw(surface, model, ControlInput(0.0, x, y), 0.0)
        places.append(marker_at(surface))
    left, right, middle = places
    if game == "ferry-crossing":
        assert right[0] == pytest.approx(left[0], abs=0.5)
        assert right[1] - left[1] > 0.5 * 40.0
        assert (middle[1] - left[1]) / (right[1] - left[1]) == pytest.approx(2.0 / 5.0, abs=0.02)
    else:
        assert right[0] - left[0] > 0.9 * 40.0
        assert (middle[0] - left[0]) / (right[0] - left[0]) == pytest.approx(4.0 / 9.0, abs=0.02)
    if game in {"even-keel", "orchard", "sky-hop", "slalom"}:
        assert right[1] == pytest.approx(left[1], abs=0.5)
    elif game != "ferry-crossing":
        assert right[1] - left[1] == pytest.approx((right[0] - left[0]) * 5.0 / 9.0, abs=1.5)
    again = pygame.Surface(size)
    view_class(game)(size, NIGHT).draw(again, model, ControlInput(0.0, 0.5, -0.3), 0.0)
    assert marker_at(again) == pytest.approx(right, abs=0.01)


@every_game
def test_marker_dims_but_stays_where_nobody_stands(game):
    size = (1280, 720)
    surface, model = pygame.Surface(size), make_model(game)
    picture = view(game, size, NIGHT)
    picture.draw(surface, model, ControlInput(0.0, 0.3, 0.2), 0.0)
    x, y = (int(v) for v in marker_at(surface))
    bright = luminance(surface)[x, y]
    picture.draw(surface, model, ControlInput(0.0, 0.3, 0.2, on_board=False), 0.0)
    assert luminance(surface)[x, y] < 0.8 * bright
    assert marker_at(surface) is None


def hidden_star():
    player = playing("star-reach")
    while player.model.cursor_visible:
        player.step()
    return player


def test_hidden_marker_fades_out_and_leaves_a_hint_in_the_middle():
    size = (1280, 720)
    surface, player = pygame.Surface(size), hidden_star()
    picture = view_class("star-reach")(size, HIGH_CONTRAST)
    away = ControlInput(0.0, 0.6, -0.55)
    yellow = []
    seen = make_model("star-reach")
    picture.draw(surface, seen, away, 0.0)
    at = tuple(
        int(v) for v in np.argwhere((pixels(surface) == HIGH_CONTRAST.you).all(axis=2)).mean(0)
    )
    # The same view, so that it sees the light being hidden: one frame lit, then a second of dark.
    player.model.star.hidden = False
    picture.draw(surface, player.model, away, 0.0)
    assert tuple(surface.get_at(at))[:3] == HIGH_CONTRAST.you
    player.model.star.hidden = True
    for _ in range(30):
        player.step(4)
        picture.draw(surface, player.model, away, 0.0)
        yellow.append(surface.get_at(at)[0])
    assert player.model.star is not None
    assert yellow[0] > 150, "it fades, it does not pop"
    assert yellow == sorted(yellow, reverse=True)
    assert yellow[-1] < 30
    middle = pixels(surface)[round(size[0] / 2) - 60 : round(size[0] / 2) + 60]
    hint = (middle[..., 0] > 150) & (middle[..., 2] < 60)
    assert np.count_nonzero(hint) > 40


# Eight seconds of good play, twelve of looking elsewhere, five of good play again. One who leaps
# from place to place is in the like test of the contract.
@every_game
def test_nothing_flashes(game):
    """WCAG 2.2, 2.3.1: no flash; here not even one step of light over the whole picture."""
    size = (640, 360)
    surface, player = pygame.Surface(size), playing(game, dreams=True)
    picture = view(game, size, NIGHT)
    last = None
    for _ in range(1500):
        player.step(2)
        picture.draw(surface, player.model, player.control, 0.0)
        small = pygame.transform.smoothscale(surface, (64, 36))
        light = luminance(small)
        if last is not None:
            assert abs(light.mean() - last.mean()) < 0.8
            assert np.count_nonzero(np.abs(light - last) > 25.5) < 0.02 * light.size
        last = light


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@every_game
def test_clock_score_and_mark_stand_on_quiet_ground(game, size):
    surface, player = pygame.Surface(size), playing(game, dreams=True)
    picture, layout = view(game, size, STILL), ScreenLayout(size)
    shown = [layout.numbers, layout.mark]
    first, last = None, [None, None]
    for _ in range(150):
        player.step(24)
        picture.draw(surface, player.model, player.control, 0.0)
        now = [pixels(surface.subsurface(box)) for box in shown]
        first = first or now
        for there, before, here in zip(first, last, now, strict=True):
            if before is None or not np.array_equal(before, here):
                assert np.abs(there.astype(np.int16) - here).mean() < 1.5
                light = here.astype(np.float32) @ LUMA
                assert np.count_nonzero(light >= 120.0) < 0.01 * light.size
        last = now


@every_game
def test_equal_play_gives_equal_pictures(game):
    size = (640, 360)
    pictures = []
    for _ in range(2):
        surface, player = pygame.Surface(size), playing(game, dreams=True)
        picture = view_class(game)(size, NIGHT)
        for _ in range(200):
            player.step(12)
            picture.draw(surface, player.model, player.control, 0.0)
        pictures.append(pixels(surface))
    assert np.array_equal(*pictures)


@every_game
def test_a_view_made_during_play_shows_what_was_won(game):
    """The window was resized: the new view knows nothing but the model."""
    size = (1280, 720)
    old, new = pygame.Surface(size), pygame.Surface(size)
    player, picture = playing(game), view(game, size, STILL)
    apart = []
    for frame in range(340):
        player.step(12)
        picture.draw(old, player.model, player.control, 0.0)
        # What is just coming or going is not yet, or no longer, in the new one: for a second.
        if frame >= 300 and frame % 4 == 0 and min(apart, default=9.0) >= 1.0:
            view_class(game)(size, STILL).draw(new, player.model, player.control, 0.0)
            apart.append(np.abs(luminance(old) - luminance(new)).mean())
    assert min(apart) < 1.0


@every_game
def test_a_new_model_begins_anew(game):
    size = (640, 360)
    fresh, used = pygame.Surface(size), pygame.Surface(size)
    player, picture = playing(game), view_class(game)(size, STILL)
    for _ in range(100):
        player.step(24)
        picture.draw(used, player.model, player.control, 0.0)
    model, still = make_model(game), ControlInput(0.0, 0.0, 0.0)
    picture.draw(used, model, still, 0.0)
    view_class(game)(size, STILL).draw(fresh, model, still, 0.0)
    assert np.array_equal(pixels(fresh), pixels(used))


@every_theme
@every_game
def test_card_shows_the_place_at_any_size(game, theme):
    picture = view(game, (1280, 720), theme)
    for size in ((420, 260), (900, 420), (300, 400), (1280, 720)):
        surface = pygame.Surface(size)
        surface.fill((255, 0, 255))
        picture.card(surface)
        shown = pixels(surface)
        assert not (shown == (255, 0, 255)).all(axis=2).any()
        assert luminance(surface).std() > 5.0


@every_game
def test_high_contrast_leaves_only_black_white_and_yellow(game):
    size = (1280, 720)
    surface, player = pygame.Surface(size), playing(game)
    picture = view(game, size, HIGH_CONTRAST)
    for _ in range(60):
        player.step(24)
        picture.draw(surface, player.model, player.control, 0.0)
    colours = pixels(surface).astype(np.int16)
    assert (luminance(surface) < 8.0).mean() > 0.7
    red, green, blue = colours[..., 0], colours[..., 1], colours[..., 2]
    assert (np.abs(red - green) <= 2).all()
    assert (blue <= np.maximum(red, green) + 2).all()


def test_landing_place_shows_for_good_fruit_only():
    size = (1280, 720)
    surface = pygame.Surface(size)
    model = make_model("orchard", GameOptions(seed=1))
    picture = view_class("orchard")(size, STILL)
    counts = []
    for rotten in (False, True):
        model.hanging.ripe, model.hanging.rotten = 0.99, rotten
        picture.draw(surface, model, ControlInput(0.0, -model.hanging.x, 0.0), 0.0)
        counts.append(np.count_nonzero((pixels(surface) == NIGHT.goal).all(axis=2)))
    assert counts[0] > 300
    assert counts[1] == 0


def test_rotten_fruit_differs_by_more_than_colour():
    from balance_arcade.games.kit import Kit
    from balance_arcade.games.scenery import draw_fruit, fruit_radius_px

    kit = Kit((1280, 720), NIGHT)
    covers = []
    for rotten in (False, True):
        surface = pygame.Surface((160, 160))
        draw_fruit(kit, surface, (80, 80), fruit_radius_px(kit, 1.0), 0, rotten=rotten)
        covers.append(luminance(surface) > 0.5)
    differs = np.count_nonzero(covers[0] != covers[1])
    assert differs > 0.15 * np.count_nonzero(covers[0])


def bump_about(model):
    """Full tilt to every side in turn, two seconds each: sooner or later that is a firm touch."""
    x, y = ((0.9, 0.0), (0.0, 0.9), (-0.9, 0.0), (0.0, -0.6))[model.n_steps // 240 % 4]
    control = ControlInput(model.n_steps * DT_S, x, y)
    model.step(control)
    return control


def test_wall_touch_glows_where_it_happened():
    size, options = (1280, 720), GameOptions(seed=4, difficulty=0.8)
    twin, model = make_model("marble-maze", options), make_model("marble-maze", options)
    touches = []
    while not touches:
        bump_about(twin)
        touches = [event for event in twin.drain_events() if event.kind == "game.wall_touch"]
    surface, picture = pygame.Surface(size), view_class("marble-maze")(size, STILL)
    while model.n_steps < touches[0].step - 1:
        control = bump_about(model)
    picture.draw(surface, model, control, 0.0)
    assert np.count_nonzero((pixels(surface) == NIGHT.care).all(axis=2)) == 0
    ringed = []
    for _ in range(40):
        picture.draw(surface, model, bump_about(model), 0.0)
        ringed.append(np.count_nonzero(is_vermilion(surface)))
    assert max(ringed) > 60
    assert ringed[0] < 20, "it swells, it does not pop"
    for _ in range(140):
        picture.draw(surface, model, bump_about(model), 0.0)
    assert np.count_nonzero(is_vermilion(surface)) < 20


def is_vermilion(surface):
    """Near the token of care, over wood."""
    colours = pixels(surface).astype(np.int16)
    return (colours[..., 0] > 190) & (colours[..., 1] < 125) & (colours[..., 2] < 45)


def test_fade_goes_gently_and_never_back_in_time():
    fade = Fade(0.5)
    assert fade.at(10.0, on=True) == 1.0
    assert fade.at(10.1, on=False) == pytest.approx(0.8)
    assert fade.at(10.09, on=False) == pytest.approx(0.8)
    assert fade.at(11.0, on=False) == 0.0


def test_memory_holds_a_bounded_number_for_a_while():
    moments = Moments(1.0, at_most=3)
    for k in range(5):
        moments.add(k * 0.1, k)
    assert [m.what for m in moments.alive(0.5)] == [2, 3, 4]
    assert [m.what for m in moments.alive(1.35)] == [4]
    since = Since()
    assert since.age_s(3.0, "a") == 0.0
    assert since.age_s(2.99, "a") == 0.0
