"""Each visit is to another place, then in another light, and nothing is brighter in it."""

import itertools
from dataclasses import replace

import numpy as np
import pygame
import pytest

from balance_arcade.core.events import Phase
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.looks import LOOKS, Sight, check_looks, check_scenes
from balance_arcade.games.painting import paint_place
from balance_arcade.games.registry import game_spec, known_games, make_model, view_class
from balance_arcade.games.scenery.scenes import SCENES
from balance_arcade.testing.seeing import luminance_of
from balance_arcade.window.gallery import Gallery
from balance_arcade.window.garden import Garden

SIZE = (160, 90)
STILL = ControlInput(0.0, 0.0, 0.0)


def place(theme):
    """A place of every colour, painted for a theme."""
    surface = pygame.Surface(SIZE, 0, 32)

    def paint(_kit, picture):
        chance = np.random.default_rng(3)
        pixels = chance.integers(0, 256, (*picture.get_size(), 3), dtype=np.uint8)
        pygame.surfarray.blit_array(picture, pixels)

    paint_place(Kit(SIZE, theme), surface, paint)
    return pygame.surfarray.array3d(surface)


def test_every_game_has_three_places_in_three_lights():
    for game in set(known_games()) - {"guided"}:
        assert len(set(game_spec(game).looks) | {""}) == 3, game
    scenes = [scene for game in known_games() for scene in game_spec(game).scenes]
    assert len(scenes) == len(set(scenes)) == len(SCENES) == 26
    assert set(scenes) == set(SCENES)


@pytest.mark.parametrize("game", [game for game in known_games() if game_spec(game).scenes])
def test_each_place_is_another_picture_in_large_parts(game):
    pictures = []
    for scene in ("", *game_spec(game).scenes):
        surface, shown = pygame.Surface((320, 180), 0, 32), replace(NIGHT, scene=scene)
        view_class(game)((320, 180), shown).draw(surface, make_model(game), STILL, 0.0)
        pictures.append(pygame.surfarray.array3d(surface).astype(int))
    for one, other in itertools.combinations(pictures, 2):
        # Light of a place lies far from that of another in most of the picture.
        assert np.mean(np.abs(one - other).max(axis=2) > 12) > 0.3


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


def test_places_of_one_name_are_refused():
    check_scenes("orchard", ())
    for scenes in (("lake", "lake"), ("",)):
        with pytest.raises(ValueError, match="The scenes of orchard need names of their own"):
            check_scenes("orchard", scenes)


@pytest.mark.parametrize("grown", [None, {"orchard": (2,)}])
def test_each_visit_is_to_another_place_and_after_the_third_in_another_light(grown):
    spec = game_spec("orchard")
    garden = Garden(view_class, grown)
    sights = [Sight(scene, look) for look in ("", *spec.looks) for scene in ("", *spec.scenes)]
    first = 0 if grown is None else 1
    seen = []
    for _ in range(10):
        seen.append(garden.sight_of("orchard"))
        run = Run("orchard")
        for _ in range(3):  # A result stands for many frames.
            garden.look(run)
        garden.look(Run("orchard", trials=0))
    assert seen == [sights[(first + k) % 9] for k in range(10)]
    assert garden.sight_of("slalom") == Sight("", "")


class Lit:
    def __init__(self, size, theme):
        self.sight = Sight(theme.scene, theme.look)


class Visited:
    """Finds views, and says where and in what light each is seen now."""

    def __init__(self):
        self.sight = Sight()

    def __call__(self, name):
        return Lit

    def sight_of(self, name):
        return self.sight


@pytest.mark.parametrize("sight", [Sight("", "autumn"), Sight("canal", "")])
def test_a_gallery_makes_the_view_anew_for_another_visit(sight):
    finder = Visited()
    gallery = Gallery(SIZE, NIGHT, finder)
    first = gallery.view("orchard")
    assert gallery.has("orchard")
    assert gallery.view("orchard") is first
    finder.sight = sight
    assert not gallery.has("orchard")
    assert gallery.view("orchard").sight == sight
    assert gallery.has("orchard")
    finder.sight = Sight()
    gallery.want(["orchard"], (60, 40))
    assert not gallery.has("orchard")
