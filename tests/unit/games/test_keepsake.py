"""What grows at a place stays, only ever gets fuller, and changes no game and no picture's size."""

from __future__ import annotations

import itertools

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.games.contract import ControlInput
from balance_arcade.games.keepsake import FULLER, FULLEST, KINDS, Keepsake, Kept
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.registry import game_spec, known_games, make_model, view_class
from balance_arcade.games.scenery import draw_keepsake, place

SIZE = (480, 270)
TREE = Keepsake("tree", "A new tree", ((0.2, 0.6), (0.5, 0.6), (0.8, 0.6)))


@given(st.lists(st.integers(0, 3), max_size=40))
def test_nothing_that_stands_there_is_ever_taken_away_or_gets_smaller(stars):
    grown = [TREE.sizes(stars[:n]) for n in range(len(stars) + 1)]
    for before, after in itertools.pairwise(grown):
        assert len(after) >= len(before)
        assert all(now >= was for was, now in zip(before, after, strict=False))
    assert len(grown[-1]) == min(len(stars), 3)
    assert all(1 <= size <= FULLEST for size in grown[-1])


def test_a_game_without_a_star_leaves_something_too():
    assert TREE.sizes((0,)) == (1,)


def test_what_is_said_is_true_once_all_spots_are_taken():
    kept = Kept(TREE, (1, 1))
    assert (kept.newest, kept.words) == (1, "A new tree")
    kept.add(0)
    assert (kept.newest, kept.words) == (2, "A new tree")
    kept.add(0)
    assert (kept.newest, kept.words) == (0, FULLER)
    assert kept.sizes == (3, 2, 1)
    assert Kept(TREE).newest == -1


@pytest.mark.parametrize(
    ("kind", "words", "spots", "said"),
    [
        ("dragon", "New", ((0.5, 0.5),), "one of tree"),
        ("tree", "", ((0.5, 0.5),), "one to eight"),
        ("tree", "one two three four five six seven eight nine", ((0.5, 0.5),), "one to eight"),
        ("tree", "New", (), "1 to 24 spots"),
        ("tree", "New", ((0.5, 1.5),), "from 0 to 1"),
    ],
)
def test_a_keepsake_that_cannot_be_shown_is_refused(kind, words, spots, said):
    with pytest.raises(ValueError, match=said):
        Keepsake(kind, words, spots)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_and_fuller_with_every_star(kind):
    pixels = []
    for size in range(1, FULLEST + 1):
        surface = pygame.Surface((200, 200), 0, 32)
        surface.fill((40, 40, 48))
        blank = pygame.surfarray.array3d(surface)
        draw_keepsake(Kit((1280, 720), NIGHT), surface, kind, (100.0, 120.0), size, 2)
        pixels.append(int(np.abs(pygame.surfarray.array3d(surface) - 1.0 * blank).sum()))
    assert pixels == sorted(pixels)
    assert pixels[0] > 0
    assert pixels[-1] > pixels[0]


def paint_sky(kit, picture):
    picture.fill((20, 30, 60))


def test_a_place_shows_what_has_grown_from_the_next_frame_on_and_in_one_picture():
    kept = Kept(TREE)
    with kept.in_use():
        kit = Kit(SIZE, NIGHT)
    bare = place(kit, "pond", paint_sky)
    assert bare is place(Kit(SIZE, NIGHT, kit.store), "pond", paint_sky)
    kept.add(2)
    grown = place(kit, "pond", paint_sky)
    assert grown is not bare
    assert grown.get_size() == bare.get_size()
    assert grown is place(kit, "pond", paint_sky)
    assert bare.get_at((96, 150))[:3] == (20, 30, 60)


def frame_of(name, theme, stars):
    spec = game_spec(name)
    kept = Kept(spec.keepsake, stars)
    surface = pygame.Surface(SIZE, 0, 32)
    with kept.in_use():
        view = view_class(name)(SIZE, theme)
    model = make_model(name)
    view.draw(surface, model, ControlInput(0.0, 0.0, 0.0), 0.0)
    return pygame.surfarray.array3d(surface), model.state_bytes()


@pytest.mark.parametrize("name", known_games())
def test_the_place_of_every_game_grows_and_its_model_knows_nothing_of_it(name):
    keepsake = game_spec(name).keepsake
    if keepsake is None:
        pytest.skip(f"{name} keeps nothing")
    bare, state = frame_of(name, NIGHT, ())
    grown, state_grown = frame_of(name, NIGHT, (3,) * len(keepsake.spots))
    assert state == state_grown
    changed = (np.abs(grown.astype(int) - bare) > 6).any(axis=2).mean()
    # Something is seen, and most of the place is as it was.
    assert 0.002 < changed < 0.15


def test_high_contrast_leaves_it_out():
    assert np.array_equal(
        frame_of("orchard", HIGH_CONTRAST, ())[0], frame_of("orchard", HIGH_CONTRAST, (3,) * 9)[0]
    )
