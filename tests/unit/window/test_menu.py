import pytest

from balance_arcade.core.samples import CopSample
from balance_arcade.session.lean_choice import HOLD_S, REPEAT_S
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.window.menu import MenuChoice

NAN = float("nan")


@pytest.fixture
def menu():
    return MenuChoice(["a", "b", "c"], ["A", "B", "C"])


def test_one_lean_looks_at_one_card(menu):
    for _ in range(10):
        menu.lean(0.8, 0.1, 0.02)
    assert menu.screen.index == 1
    menu.lean(0.0, 0.0, 0.02)
    menu.lean(0.8, 0.1, 0.02)
    assert menu.screen.index == 2
    menu.lean(0.0, 0.0, 0.02)
    menu.lean(0.8, 0.1, 0.02)
    assert menu.screen.index == 2


def test_a_lean_that_stays_looks_on_slowly(menu):
    menu.lean(0.8, 0.0, 0.02)
    menu.lean(0.8, 0.0, REPEAT_S + 0.01)
    assert menu.screen.index == 2


def test_swaying_chooses_nothing(menu):
    for k in range(2000):
        menu.lean(0.2 * (-1) ** k, 0.2, 0.02)
    assert menu.chosen is None
    assert menu.screen.index == 0


def test_holding_forward_fills_the_ring_and_chooses(menu):
    menu.lean(0.1, 0.8, HOLD_S / 2)
    assert menu.screen.held == pytest.approx(0.5)
    menu.lean(0.1, 0.0, 0.1)
    assert 0.0 < menu.screen.held < 0.5
    assert menu.chosen is None
    menu.lean(0.1, 0.8, HOLD_S)
    assert menu.chosen == "a"


def test_looking_elsewhere_empties_the_ring(menu):
    menu.lean(0.0, 0.8, 1.0)
    menu.look(1)
    assert menu.screen.held == 0.0


def test_stepping_off_lets_go(menu):
    menu.lean(0.0, 0.8, 1.0)
    menu.leave(1.0)
    assert menu.screen.held == 0.0
    assert not menu.screen.someone


def test_one_switch_goes_round(menu):
    for _ in range(4):
        menu.look_on()
    assert menu.screen.index == 1
    menu.choose()
    assert menu.chosen == "b"


def test_a_menu_needs_games():
    with pytest.raises(ValueError, match="at least one game"):
        MenuChoice([], [])


def sample(k, ml, ap=0.0):
    return CopSample(k, 0, k / 100.0, ml, ap, 700.0, 0.5, 0.5, ml, ap)


def test_lean_is_relative_to_how_the_person_stood():
    reader = LeanReader()
    for k in range(151):
        assert reader.read(sample(k, 20.0)) == (0.0, 0.0)
    assert reader.read(sample(151, 80.0)) == pytest.approx((1.0, 0.0))
    off = CopSample(152, 0, 1.52, NAN, NAN, 0.0, NAN, NAN, NAN, NAN)
    assert reader.read(off) is None
    assert reader.read(sample(153, -40.0)) == (0.0, 0.0)
