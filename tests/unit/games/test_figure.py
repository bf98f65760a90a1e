"""The drawn person shows the movement that a game asks for, and goes where its light goes."""

import itertools
from typing import get_args

import numpy as np
import pygame
import pytest

from balance_arcade.core.events import Event
from balance_arcade.games.contract import Movement
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.scenery import draw_figure, pose_at
from balance_arcade.games.scenery.figure import LEAN_S, WAYS
from balance_arcade.window.sound.cues import cue_for

BOX = pygame.Rect(0, 0, 300, 400)
MOVEMENTS = get_args(Movement)


def drawn(movement, t_s, theme=NIGHT):
    kit, surface = Kit((1280, 720), theme), pygame.Surface(BOX.size, 0, 32)
    draw_figure(kit, surface, BOX, movement, t_s)
    return pygame.surfarray.array3d(surface).astype(int)


def light_at(pixels, colour):
    found = np.argwhere((abs(pixels - colour) < 8).all(axis=2))
    return found.mean(axis=0)


def test_every_movement_has_its_ways_and_every_game_a_movement():
    assert set(WAYS) == set(MOVEMENTS)
    assert game_spec("orchard").movement == "sideways"
    assert {game_spec(name).movement for name in known_games()} <= set(MOVEMENTS)


@pytest.mark.parametrize("theme", [NIGHT, HIGH_CONTRAST], ids=lambda theme: theme.name)
def test_light_goes_where_the_body_leans(theme):
    left, right = drawn("sideways", 1.7, theme), drawn("sideways", 1.7 + LEAN_S, theme)
    assert light_at(left, theme.you)[0] < BOX.centerx - 40
    assert light_at(right, theme.you)[0] > BOX.centerx + 40
    # The head too: the body is one piece.
    top = slice(0, 150)
    columns = [np.argwhere(p[:, top].sum(axis=(1, 2)) > 0)[:, 0] for p in (left, right)]
    assert columns[0].mean() < BOX.centerx < columns[1].mean()


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_moves_slowly_and_begins_in_the_middle(movement):
    assert pose_at(movement, 0.0).right == pose_at(movement, 0.0).forward == 0.0
    poses = [pose_at(movement, k / 60) for k in range(1200)]
    for a, b in itertools.pairwise(poses):
        # A whole lean takes more than a second: what is shown is no jerk.
        assert abs(b.right - a.right) < 0.03
        assert abs(b.forward - a.forward) < 0.03


def test_never_leads_far_back():
    assert min(y for ways in WAYS.values() for _, y in ways) >= -0.6


@pytest.mark.parametrize(
    ("game", "kind", "said"),
    [("star-reach", "game.star_lit", "hidden"), ("orchard", "game.fruit_falls", "rotten")],
)
def test_what_is_unusual_is_announced_in_words_of_its_own(game, kind, said):
    spec = game_spec(game)
    usual, unusual = (cue_for(spec, Event(0.0, kind, {said: flag})) for flag in (False, True))
    assert usual.caption != unusual.caption == spec.event_words[f"{kind}.{said}"]
