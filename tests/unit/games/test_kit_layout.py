import math

import pytest

from balance_arcade.games.kit import SIZES, ScreenLayout, Viewing


@pytest.fixture(params=SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def layout(request):
    return ScreenLayout(request.param)


@pytest.mark.parametrize("aspect", [1.0, 1.4, 2.0])
def test_play_area_covers_neither_words_nor_numbers(layout, aspect):
    rect = layout.play(aspect).rect
    assert layout.safe.contains(rect)
    for taken in (layout.prompt, layout.numbers, layout.mark):
        assert not rect.colliderect(taken)
    assert rect.width / rect.height == pytest.approx(aspect, rel=0.02)
    assert rect.centerx == pytest.approx(layout.size[0] / 2, abs=1)


def test_square_play_area_is_large(layout):
    assert layout.play().rect.height >= 400 * layout.u


def test_play_area_goes_both_ways(layout):
    area = layout.play()
    assert area.unit(*area.px(0.3, -0.7)) == pytest.approx((0.3, -0.7))
    assert area.px(0.0, 1.0)[1] < area.px(0.0, 0.0)[1]


def test_everything_lies_within_the_safe_frame(layout):
    for rect in (layout.prompt, layout.numbers, layout.mark, layout.stage):
        assert layout.safe.contains(rect)
    assert layout.safe.left >= 0.05 * layout.size[0] - 1
    assert layout.safe.top >= 0.05 * layout.size[1] - 1


def test_type_is_set_in_millimetres():
    viewing = Viewing(diagonal_mm=610.0, distance_m=2.0)
    layout = ScreenLayout((1920, 1080), viewing)
    px_per_mm = math.hypot(1920, 1080) / 610.0
    assert layout.type.body / px_per_mm == pytest.approx(13.0)
    assert layout.type.number / px_per_mm == pytest.approx(26.0)
    assert layout.type.countdown / px_per_mm >= 40.0
    assert not layout.type.too_small


def test_type_grows_with_distance_and_says_when_the_screen_is_too_small():
    near = ScreenLayout((1920, 1080), Viewing(610.0, 2.0)).type
    far = ScreenLayout((1920, 1080), Viewing(610.0, 2.4)).type
    assert far.body == pytest.approx(1.2 * near.body)
    assert ScreenLayout((1366, 768), Viewing(330.0, 3.0)).type.too_small


def test_a_large_screen_keeps_large_type():
    assert ScreenLayout((3840, 2160), Viewing(1400.0, 2.0)).type.body >= 27.0 * 3.0


def test_a_screen_has_pixels():
    with pytest.raises(ValueError, match="at least one pixel"):
        ScreenLayout((0, 720))
