"""Each visit to a game's place is in another light, and nothing is brighter in it."""

from dataclasses import replace

import numpy as np
import pygame
import pytest

from balance_arcade.core.events import Phase
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.looks import LOOKS, check_looks
from balance_arcade.games.painting import paint_place
from balance_arcade.games.registry import game_spec, known_games, view_class
from balance_arcade.testing.seeing import luminance_of
from balance_arcade.window.gallery import Gallery
from balance_arcade.window.garden import Garden

SIZE = (160, 90)


def place(theme):
    """A place of every colour, painted for a theme."""
    surface = pygame.Surface(SIZE, 0, 32)

    def paint(_kit, picture):
        chance = np.random.default_rng(3)
        pixels = chance.integers(0, 256, (*picture.get_size(), 3), dtype=np.uint8)
        pygame.surfarray.blit_array(picture, pixels)

    paint_place(Kit(SIZE, theme), surface, paint)
    return pygame.surfarray.array3d(surface)


def test_every_game_has_three_lights():
    for game in set(known_games()) - {"guided"}:
        assert len(set(game_spec(game).looks) | {""}) == 3, game


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_changes_colours_and_brightens_nothing(look):
    painted, seen = place(NIGHT), place(replace(NIGHT, look=look))
    assert np.abs(painted.astype(int) - seen).mean() > 15.0
    # Weighed as eyes do; what is added by rounding is less than a step of colour.
    assert (luminance_of(seen) <= luminance_of(painted) * 1.25 + 0.004).all()
    assert luminance_of(seen).mean() < luminance_of(painted).mean()


def test_high_contrast_has_no_times_of_day():
    assert np.array_equal(place(HIGH_CONTRAST), place(replace(HIGH_CONTRAST, look="sunset")))


def test_a_look_that_there_is_not_is_refused():
    check_looks("orchard", tuple(LOOKS))
    with pytest.raises(ValueError, match="'fog'; there are moonlight"):
        check_looks("orchard", ("autumn", "fog"))


class Run:
    """A run whose result has just come up."""

    phase = Phase.RESULT

    def __init__(self, name, trials=4, failed=""):
        model = type("Model", (), {"trials": trials})()
        self.activity = type(
            "Activity", (), {"name": name, "stars": 1, "failed": failed, "model": model}
        )()


@pytest.mark.parametrize("grown", [None, {"orchard": (2,)}])
def test_each_visit_is_in_another_light(grown):
    garden, looks = Garden(view_class, grown), ("", *game_spec("orchard").looks)
    first = 0 if grown is None else 1
    seen = []
    for _ in range(4):
        seen.append(garden.look_of("orchard"))
        run = Run("orchard")
        for _ in range(3):  # A result stands for many frames.
            garden.look(run)
        garden.look(Run("orchard", trials=0))
    assert seen == [looks[(first + k) % 3] for k in range(4)]
    assert garden.look_of("slalom") == ""


class Lit:
    def __init__(self, size, theme):
        self.look = theme.look


class Visited:
    """Finds views, and says in what light each is seen now."""

    def __init__(self):
        self.look = ""

    def __call__(self, name):
        return Lit

    def look_of(self, name):
        return self.look


def test_a_gallery_makes_the_view_anew_for_another_light():
    finder = Visited()
    gallery = Gallery(SIZE, NIGHT, finder)
    first = gallery.view("orchard")
    assert gallery.has("orchard")
    assert gallery.view("orchard") is first
    finder.look = "autumn"
    assert not gallery.has("orchard")
    assert gallery.view("orchard").look == "autumn"
    assert gallery.has("orchard")
    finder.look = ""
    gallery.want(["orchard"], (60, 40))
    assert not gallery.has("orchard")
