"""Even Keel's picture: the light is level where the load is, and mist hides both."""

import numpy as np
import pygame
import pytest

from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.even_keel.model import Model
from balance_arcade.games.even_keel.view import View
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.loads import LoadRange

SIZE = (1280, 720)
LOADS = LoadRange(0.47, 0.62, 0.30)


def light_at(surface):
    found = np.argwhere((pygame.surfarray.array3d(surface) == NIGHT.you).all(axis=2))
    return found.mean(axis=0)[0] if len(found) else None


def control(share):
    # The dead zone about the own stance has swallowed the place, and not the load.
    return ControlInput(0.0, 0.0, 0.0, left_frac=share, loads=LOADS)


def test_light_stands_between_the_posts_where_the_load_is_as_asked():
    model, view, surface = Model(GameOptions(seed=1)), View(SIZE, NIGHT), pygame.Surface(SIZE)
    while model.trial is None:
        model.step(control(0.47))
    target = model.trial.target
    view.draw(surface, model, control(target), 0.0)
    at = light_at(surface)
    posts = np.argwhere((pygame.surfarray.array3d(surface) == NIGHT.goal).all(axis=2))[:, 0]
    assert at == pytest.approx((posts.min() + posts.max()) / 2.0, abs=1.5)
    view.draw(surface, model, control(target - 0.03), 0.0)
    # Less on the left: to the right.
    assert light_at(surface) > at + 20.0


def test_mist_hides_the_light_and_how_the_boat_lies():
    frames = []
    for share in (0.50, 0.40):
        model, view, surface = Model(GameOptions(seed=1)), View(SIZE, NIGHT), pygame.Surface(SIZE)
        while not model.in_mist:
            model.step(control(model.goal_load() or 0.47))
        # The mist takes a moment to come.
        view.draw(surface, model, control(share), 0.0)
        for _ in range(120):
            model.step(control(share))
        view.draw(surface, model, control(share), 0.0)
        assert model.in_mist
        assert light_at(surface) is None
        frames.append(pygame.surfarray.array3d(surface))
    assert np.array_equal(*frames)
