import pytest

from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, contrast_ratio, mix


@pytest.mark.parametrize("theme", [NIGHT, HIGH_CONTRAST], ids=lambda t: t.name)
def test_text_stands_out_from_every_ground(theme):
    grounds = [theme.night_top, theme.night_bottom, theme.panel, theme.ink]
    for ground in grounds:
        for text in (theme.paper, theme.hush, theme.you):
            assert contrast_ratio(text, ground) >= 7.0


@pytest.mark.parametrize("theme", [NIGHT, HIGH_CONTRAST], ids=lambda t: t.name)
def test_shapes_stand_out_from_the_night(theme):
    for ground in (theme.night_top, theme.night_bottom):
        for shape in (theme.goal, theme.good, theme.care):
            assert contrast_ratio(shape, ground) >= 3.0


def test_marker_and_goal_are_told_apart_by_more_than_colour():
    assert contrast_ratio(NIGHT.you, NIGHT.goal) > 1.5


def test_contrast_of_known_colours():
    assert contrast_ratio((255, 255, 255), (119, 119, 119)) == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio((0, 0, 0), (0, 0, 0)) == 1.0


def test_mix_holds_its_share():
    assert mix((0, 0, 0), (10, 20, 30), 2.0) == (10, 20, 30)
    assert mix((0, 0, 0), (10, 20, 30), -1.0) == (0, 0, 0)
