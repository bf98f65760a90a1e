import math

import numpy as np
import pygame
import pytest

from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Kit, Particles
from balance_arcade.games.kit.sprites import SpriteStore, blank

WHITE = (255, 255, 255)


@pytest.fixture
def kit():
    return Kit((1280, 720), NIGHT)


def drawn(paint, size=(200, 200)):
    surface = pygame.Surface(size)
    paint(surface)
    return pygame.surfarray.array3d(surface)[..., 0].astype(float) / 255.0


@pytest.mark.parametrize("radius", [6.0, 20.5, 70.0])
def test_disc_has_the_area_of_a_circle(kit, radius):
    picture = drawn(lambda s: kit.disc(s, (100, 100), radius, WHITE))
    assert picture.sum() == pytest.approx(math.pi * radius**2, rel=0.02)


def test_edges_are_smooth(kit):
    picture = drawn(lambda s: kit.disc(s, (100, 100), 60.0, WHITE))
    between = np.count_nonzero((picture > 0.05) & (picture < 0.95))
    assert between > 100


def test_ring_has_its_width(kit):
    picture = drawn(lambda s: kit.ring(s, (100, 100), 60.0, 10.0, WHITE))
    assert picture.sum() == pytest.approx(2 * math.pi * 60.0 * 10.0, rel=0.02)
    assert picture[100, 100] == 0.0


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_arc_covers_its_share_and_starts_at_the_top_clockwise(kit, share):
    whole = drawn(lambda s: kit.arc(s, (100, 100), 60.0, 10.0, 1.0, WHITE))
    part = drawn(lambda s: kit.arc(s, (100, 100), 60.0, 10.0, share, WHITE))
    # Round ends reach half a line's width beyond the share.
    ends = math.pi * 5.0**2 / (2.0 * math.pi * 60.0 * 10.0)
    assert part.sum() / whole.sum() == pytest.approx(share + ends, abs=0.01)
    assert part[160 - 14, 100 - 40] > 0.5  # upper right comes first
    assert part[54, 60] < 0.5 or share > 0.75


def test_empty_shapes_draw_nothing(kit):
    def paint(surface):
        kit.disc(surface, (50, 50), 0.0, WHITE)
        kit.arc(surface, (50, 50), 20.0, 4.0, 0.0, WHITE)
        kit.ellipse(surface, (50, 50), (0.0, 5.0), WHITE)
        kit.line(surface, [(1.0, 1.0)], 1.0, WHITE)

    assert drawn(paint).sum() == 0.0


def test_box_line_and_shape_have_their_areas(kit):
    box = drawn(lambda s: kit.box(s, pygame.Rect(20, 30, 100, 60), 0.0, WHITE))
    assert box.sum() == pytest.approx(6000.0, rel=0.02)
    line = drawn(lambda s: kit.line(s, [(40, 100), (160, 100)], 12.0, WHITE))
    assert line.sum() == pytest.approx(120 * 12 + math.pi * 36, rel=0.08)
    square = [(40.0, 40.0), (140.0, 40.0), (140.0, 140.0), (40.0, 140.0)]
    shape = drawn(lambda s: kit.shape(s, square, WHITE))
    assert shape.sum() == pytest.approx(10000.0, rel=0.03)


@pytest.mark.parametrize(
    "name", ["star", "check", "cross", "arrow", "pause", "triangle", "foot", "rail", "ball", "you"]
)
@pytest.mark.parametrize("theme", [NIGHT, HIGH_CONTRAST], ids=lambda t: t.name)
def test_every_sign_draws_within_its_box_and_is_made_once(name, theme):
    kit = Kit((1280, 720), theme)
    calls = {
        "star": lambda s: kit.star(s, (100, 100), 50.0, WHITE),
        "check": lambda s: kit.check(s, (100, 100), 100.0, WHITE),
        "cross": lambda s: kit.cross(s, (100, 100), 100.0, WHITE),
        "arrow": lambda s: kit.arrow(s, (100, 100), 100.0, 45.0, WHITE),
        "pause": lambda s: kit.pause(s, (100, 100), 100.0, WHITE),
        "triangle": lambda s: kit.triangle(s, (100, 100), 100.0),
        "foot": lambda s: kit.foot(s, (100, 100), 100.0, WHITE, right=True),
        "rail": lambda s: kit.rail(s, pygame.Rect(40, 60, 120, 80), WHITE, theme.you),
        "ball": lambda s: kit.ball(s, (100, 100), 50.0, (90, 160, 220)),
        "you": lambda s: kit.you(s, (100, 100), 40.0),
    }
    picture = drawn(calls[name])
    assert 300.0 < picture.sum() < 12000.0
    assert picture[:30].sum() == picture[170:].sum() == 0.0
    made = kit.store.n_made
    drawn(calls[name])
    assert kit.store.n_made == made


def test_arrow_points_where_it_says(kit):
    right = drawn(lambda s: kit.arrow(s, (100, 100), 100.0, 90.0, WHITE))
    mean_x = (right.sum(axis=1) * np.arange(200)).sum() / right.sum()
    assert mean_x > 103.0


def test_feet_are_mirrored(kit):
    left = drawn(lambda s: kit.foot(s, (100, 100), 120.0, WHITE, right=False))
    right = drawn(lambda s: kit.foot(s, (100, 100), 120.0, WHITE, right=True))
    assert np.abs(left - right[::-1]).mean() < 0.01
    big_toe = left[:, :60].sum(axis=1)  # the big toe of a left foot is on its right
    assert big_toe[100:].sum() > big_toe[:100].sum()


def test_hidden_colour_keeps_edges_bright():
    assert blank((4, 4), (200, 100, 50)).get_at((0, 0))[:3] == (200, 100, 50)


def test_store_is_bounded_and_drops_the_oldest():
    store = SpriteStore(max_bytes=4 * 100 * 100 * 3)
    for k in range(5):
        store.get(k, lambda: blank((100, 100)))
    assert store.n_bytes <= 4 * 100 * 100 * 3
    made = store.n_made
    store.get(4, lambda: blank((100, 100)))
    assert store.n_made == made
    store.get(0, lambda: blank((100, 100)))
    assert store.n_made == made + 1


def test_particles_are_few_slow_seeded_and_fade(kit):
    def frame(now_s):
        sparks = Particles(seed=5)
        for k in range(6):
            sparks.burst((100, 100), WHITE, 0.1 * k, u=1.0, n_sparks=9)
        count = len(sparks)
        picture = drawn(lambda s: sparks.draw(kit, s, now_s))
        return count, picture

    count, picture = frame(0.6)
    assert count == 24
    assert picture.sum() > 0.0
    assert np.array_equal(picture, frame(0.6)[1])
    assert frame(9.0)[1].sum() == 0.0


def test_glow_and_shadow_are_left_out_in_high_contrast():
    kit = Kit((1280, 720), HIGH_CONTRAST)
    picture = drawn(lambda s: kit.glow(s, (100, 100), 60.0, WHITE))
    assert picture.sum() == 0.0
