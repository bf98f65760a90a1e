import pygame
import pytest

from balance_arcade.games.kit import NIGHT, SIZES, Kit
from balance_arcade.games.kit.text import fit, width_of, wrap

LONG = "Lean sideways towards the brightest constellation tonight"


@pytest.fixture(scope="module")
def kit():
    return Kit((1280, 720), NIGHT)


def test_cap_height_is_what_was_asked_for(kit):
    sprite = kit.text.line("H", 60.0, (255, 255, 255))
    assert sprite.get_bounding_rect(min_alpha=128).height == pytest.approx(60.0, abs=1.5)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_eight_words_fit_the_prompt_at_full_size(size):
    kit = Kit(size, NIGHT)
    box = kit.layout.prompt
    fitted = fit(LONG, box.width, box.height, kit.layout.type.body, kit.layout.type.body)
    assert fitted.cap_px == kit.layout.type.body
    assert fitted.width_px <= box.width
    assert fitted.height_px <= box.height


def test_pixels_stay_within_the_box(kit):
    surface = pygame.Surface((1280, 720))
    box = pygame.Rect(300, 200, 420, 130)
    kit.words(surface, LONG + " and jumping quickly", box, cap_px=50.0)
    mask = pygame.mask.from_threshold(surface, NIGHT.paper, (120, 120, 120))
    painted = mask.get_bounding_rects()
    assert painted
    assert all(box.contains(rect) for rect in painted)


def test_words_are_never_lost():
    lines = wrap(LONG, 300.0, 30.0)
    assert " ".join(lines) == LONG
    assert len(lines) > 1


def test_lines_are_about_equally_long():
    lines = wrap("Stand comfortably and look ahead now please", 700.0, 31.0)
    widths = [width_of(line, 31.0) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.6 * max(widths)


def test_a_word_wider_than_the_box_shrinks_instead_of_being_cut():
    fitted = fit("Posturographically", 120.0, 60.0, 40.0, 20.0)
    assert fitted.width_px <= 120.0


def test_nothing_is_no_line(kit):
    assert fit("", 100.0, 50.0, 20.0, 20.0).lines == ()


def test_text_is_set_once(kit):
    surface = pygame.Surface((1280, 720))
    kit.words(surface, "Stand quietly for a moment")
    made = kit.store.n_made
    kit.words(surface, "Stand quietly for a moment")
    assert kit.store.n_made == made


def test_a_line_of_no_letters_is_drawn_as_nothing(kit):
    surface = pygame.Surface((80, 40), pygame.SRCALPHA)
    kit.text.draw_line(surface, "", (40, 20), 20.0, NIGHT.paper)
    assert surface.get_bounding_rect().width == 0
