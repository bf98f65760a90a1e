"""A person whom a hand steers: leans, sways, steps off, plays alone."""

import itertools
import math

import pytest

from balance_arcade.core.board import Goal, PointerPlace, Stance
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw import open_board
from balance_arcade.hw.pointer import PointerBoard
from balance_arcade.hw.sim.profiles import PROFILES
from balance_arcade.hw.sim.settings import GEOMETRY


def opened(options: str = "") -> PointerBoard:
    board = open_board(f"pointer:?speed=0&seed=3{options}")
    assert isinstance(board, PointerBoard)
    return board


def read(board: PointerBoard, seconds: float) -> list[ForceSample]:
    return [board.read(0.0)[0] for _ in range(round(seconds * 100.0))]


def load_n(sample: ForceSample) -> float:
    return sample.tl_n + sample.tr_n + sample.bl_n + sample.br_n


def place_mm(samples: list[ForceSample]) -> tuple[float, float]:
    """Mean centre of pressure of some samples."""
    total = sum(map(load_n, samples))
    right = sum(s.tr_n + s.br_n - s.tl_n - s.bl_n for s in samples)
    front = sum(s.tl_n + s.tr_n - s.bl_n - s.br_n for s in samples)
    return (
        GEOMETRY.width_mm / 2.0 * right / total,
        GEOMETRY.length_mm / 2.0 * front / total,
    )


def lean_mm(board: PointerBoard, x: float, y: float) -> tuple[float, float]:
    """How far the person leans for a place, against the same person at rest."""
    with opened() as still:
        rest = place_mm(read(still, 4.0)[300:])
    board.point(PointerPlace(x, y))
    ml_mm, ap_mm = place_mm(read(board, 4.0)[300:])
    return ml_mm - rest[0], ap_mm - rest[1]


@pytest.mark.parametrize(("x", "y"), [(1.0, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -1.0)])
def test_the_person_leans_by_that_share_of_their_reach(x: float, y: float) -> None:
    with opened() as board:
        forward, right, back, left = board._steered.body.person.reach_mm
        ml_mm, ap_mm = lean_mm(board, x, y)
    assert ml_mm == pytest.approx(x * (right if x > 0.0 else left), abs=1.0)
    assert ap_mm == pytest.approx(y * (forward if y > 0.0 else back), abs=1.0)


@pytest.mark.parametrize(("stance", "greatest"), [("both", 1.02), ("land", 2.0)])
def test_a_hand_that_lets_the_person_up_lets_them_land_where_a_game_asks_for_it(
    stance: Stance, greatest: float
) -> None:
    with opened() as board:
        board.point(PointerPlace(0.0, 0.0, on_board=False))
        weight_n = load_n(read(board, 0.1)[0])
        assert load_n(read(board, 3.0)[-1]) == pytest.approx(0.0, abs=0.2)
        board.follow(Goal(board._steered.next_s, math.nan, math.nan, stance))
        board.point(PointerPlace(0.0, 0.0))
        loads = [load_n(sample) / weight_n for sample in read(board, 5.0)]
    assert (max(loads) > greatest) is (stance == "land")
    assert loads[-1] == pytest.approx(1.0, abs=0.02)


def leap(board: PointerBoard, held_s: float, stance: Stance = "jump") -> tuple[float, int]:
    """Hold the button and let it go; returns the longest flight in seconds, and how many."""
    board.follow(Goal(board._steered.next_s, math.nan, math.nan, stance))
    board.point(PointerPlace(0.0, 0.0, on_board=False))
    samples = read(board, held_s)
    board.point(PointerPlace(0.0, 0.0))
    up = [abs(load_n(sample)) < 20.0 for sample in samples + read(board, 12.0)]
    flights = [len(list(run)) / 100.0 for flying, run in itertools.groupby(up) if flying]
    return max(flights, default=0.0), len(flights)


def test_a_button_let_go_is_a_leap_where_one_is_asked_for_higher_the_longer_it_was_held() -> None:
    with opened() as board:
        read(board, 1.0)
        low_s, n_low = leap(board, 0.3)
        high_s, n_high = leap(board, 1.0)
        assert (n_low, n_high) == (1, 1)
        # The time in the air goes with the root of the height.
        assert 0.15 < low_s < 0.7 * high_s < 0.5
        _, n_hops = leap(board, 0.5, "hops")
        assert n_hops > 5


def test_a_button_held_for_long_is_a_step_off_even_where_a_leap_is_asked_for() -> None:
    with opened() as board:
        read(board, 1.0)
        board.follow(Goal(board._steered.next_s, math.nan, math.nan, "jump"))
        board.point(PointerPlace(0.0, 0.0, on_board=False))
        assert load_n(read(board, 5.0)[-1]) == pytest.approx(0.0, abs=0.2)


def test_a_jump_of_the_hand_is_no_jump_of_the_centre_of_pressure() -> None:
    with opened() as board:
        read(board, 1.0)
        board.point(PointerPlace(1.0, 0.0))
        places = [place_mm([sample])[0] for sample in read(board, 1.0)]
    steps = [after - before for before, after in itertools.pairwise(places)]
    # 600 mm/s at the fastest, and the body's own sway.
    assert 3.0 < max(steps) < 8.0


def test_it_sways_and_is_marked_simulated() -> None:
    with opened() as board:
        samples = read(board, 2.0)
    assert len({sample.tl_n for sample in samples}) > 150
    assert all(sample.flags & SampleFlag.SIMULATED for sample in samples)


def test_a_held_button_is_a_step_off_and_let_go_a_step_on() -> None:
    with opened() as board:
        standing = load_n(read(board, 1.0)[-1])
        board.point(PointerPlace(0.0, 0.0, on_board=False))
        off = load_n(read(board, 2.0)[-1])
        # Let go for an instant and held again: no foot hangs in the air.
        board.point(PointerPlace(0.0, 0.0))
        board.read(0.0)
        board.point(PointerPlace(0.0, 0.0, on_board=False))
        still_off = load_n(read(board, 4.0)[-1])
        board.point(PointerPlace(0.0, 0.0))
        back = load_n(read(board, 4.0)[-1])
    assert standing > 500.0
    assert abs(off) < 5.0
    assert abs(still_off) < 5.0
    assert back == pytest.approx(standing, rel=0.05)


def follows(board: PointerBoard) -> float:
    """How far the person comes towards a goal 60 mm to the right."""
    before = place_mm(read(board, 1.0))[0]
    board.follow(Goal(board._steered.next_s, 60.0, 0.0))
    return place_mm(read(board, 5.0)[300:])[0] - before


def test_without_a_hand_they_stand_or_play_as_the_address_says() -> None:
    with opened() as board:
        assert abs(follows(board)) < 10.0
    with opened("&alone=play") as board:
        assert follows(board) > 40.0


def test_a_hand_takes_over_from_one_who_plays_and_lets_go_again() -> None:
    with opened("&alone=play") as board:
        assert follows(board) > 40.0
        board.point(PointerPlace(-0.5, 0.0))
        led = place_mm(read(board, 4.0)[300:])[0]
        board.follow(Goal(board._steered.next_s, 60.0, 0.0))
        still_led = place_mm(read(board, 4.0)[300:])[0]
        read(board, 12.0)
        assert led < -30.0
        assert still_led == pytest.approx(led, abs=8.0)
        assert follows(board) > 40.0


def test_what_is_no_place_and_no_option_is_refused() -> None:
    with opened() as board, pytest.raises(ValueError, match="must be finite"):
        board.point(PointerPlace(math.nan, 0.0))
    with pytest.raises(ConfigError, match="alone"):
        open_board("pointer:?alone=dance")
    with pytest.raises(ConfigError, match="has no file or port"):
        open_board("pointer:mouse1")


def test_the_board_says_whose_weight_it_is() -> None:
    with opened("&profile=frail") as board:
        assert PROFILES["frail"].title in board.info.model
        assert board.info.origin == "simulated"
