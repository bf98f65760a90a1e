"""Rest, result and end have places of their own, dark enough for words."""

import numpy as np
import pygame
import pytest

from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.kit.theme import contrast_ratio
from balance_arcade.window import chrome

SIZE = (640, 360)
PLACES = ("night", "lake", "meadow", "bay")


def place(name):
    surface = pygame.Surface(SIZE, 0, 32)
    chrome.backdrop(Kit(SIZE, NIGHT), surface, name)
    return pygame.surfarray.array3d(surface).astype(int)


def test_no_two_places_look_alike():
    pictures = [place(name) for name in PLACES]
    for k, one in enumerate(pictures):
        for other in pictures[k + 1 :]:
            assert abs(one - other).mean() > 3.0


@pytest.mark.parametrize("name", PLACES)
def test_words_stand_out_in_the_lower_third(name):
    box = Kit(SIZE, NIGHT).layout.prompt
    under = place(name)[box.left : box.right, box.top : box.bottom]
    brightest = np.percentile(under, 99.5, axis=(0, 1)).astype(int)
    assert contrast_ratio(NIGHT.paper, tuple(brightest)) >= 7.0
