"""The Wii board's driver on Linux's own hid-wiimote, in a guest, against an emulated board."""

from __future__ import annotations

import guest
import pytest

Result = dict[str, object]

pytestmark = [
    pytest.mark.system,
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(bool(guest.missing()), reason=guest.missing() or "nothing is missing"),
]

LOADS_KG = {"tr": 18.0, "br": 16.0, "tl": 15.0, "bl": 14.0}
HARMLESS_WRITES = {"a400f0=55", "a400fb=00"}


def scenario(results: dict[str, Result], name: str) -> Result:
    result = results[name]
    assert "traceback" not in result, result["traceback"]
    return result


def assert_loads(result: Result, *, within_kg: float, scale: float = 1.0) -> None:
    means = result["means_kg"]
    assert isinstance(means, dict)
    for corner, kg in LOADS_KG.items():
        assert means[corner] == pytest.approx(scale * kg, abs=within_kg), corner


def test_hidraw_gives_the_raw_board(results: dict[str, Result]) -> None:
    result = scenario(results, "plain hidraw")
    # A busy computer slows the emulated board; what it sent is what counts.
    assert 60.0 <= result["rate_hz"] <= 104.0
    assert 0.9 * result["board"]["n_sent"] <= result["n_read"] <= result["board"]["n_sent"]
    assert_loads(result, within_kg=0.01)
    assert result["backwards"] == 0
    assert result["battery_bars"] == 4
    assert result["board"]["modes"][-1] == 0x34


def test_what_comes_in_bursts_is_late_and_not_lost(results: dict[str, Result]) -> None:
    result = scenario(results, "late hidraw")
    assert result["n_late"] >= 10
    assert result["n_lost"] <= result["n_missing"] + 2 * result["n_gaps"]
    assert result["backwards"] == 0
    if result["n_missing"] < 5:
        assert result["flagged"] == 0
        assert result["longest_step_s"] < 0.1


def test_what_comes_in_bursts_is_late_through_the_kernels_events_too(
    results: dict[str, Result],
) -> None:
    # The emulated board of a busy computer sends further apart than a burst, and the kernel's
    # stamps show it: how much is late then, and how much repeated, is that computer's matter.
    result = scenario(results, "late evdev")
    assert result["n_late"] >= 10
    assert result["backwards"] == 0


def test_the_calibration_is_never_written(results: dict[str, Result]) -> None:
    assert set(scenario(results, "plain hidraw")["board"]["written"]) <= HARMLESS_WRITES


def test_evdev_alone_works_and_says_what_it_is(results: dict[str, Result]) -> None:
    result = scenario(results, "plain evdev")
    assert 80.0 <= result["rate_hz"] <= 104.0
    assert_loads(result, within_kg=0.03)
    assert "kernel-processed" in result["model"]


def test_two_boards_are_told_apart(results: dict[str, Result]) -> None:
    result = scenario(results, "both at once")
    assert len(result["rows"]) == 2
    assert "bb:cc" in result["unnamed"].lower()
    assert "bb:dd" in result["unnamed"].lower()
    assert_loads(result["first"], within_kg=0.02)
    assert_loads(result["second"], within_kg=0.02, scale=0.5)


def test_two_boards_at_full_rate_lose_nothing(results: dict[str, Result]) -> None:
    result = scenario(results, "both at once")
    for name, sent in zip(("first", "second"), result["sent"], strict=True):
        # A busy computer slows the emulated boards; what they sent is what counts. What is on its
        # way at both ends of the stretch is in one of the numbers only.
        assert sent > 200
        assert abs(result[name]["n_samples"] - sent) <= 0.05 * sent + 5
    assert result["first"]["backwards"] == result["second"]["backwards"] == 0


def test_two_boards_that_vanish_come_back_each_as_itself(results: dict[str, Result]) -> None:
    result = scenario(results, "both at once")
    for name, scale in (("first back", 1.0), ("second back", 0.5)):
        back = result[name]
        assert back["n_reconnects"] == 1
        assert_loads(back, within_kg=0.02, scale=scale)


def test_a_short_silence_is_a_gap_and_no_reconnection(results: dict[str, Result]) -> None:
    result = scenario(results, "short mute")
    assert result["longest_step_s"] >= 0.2
    assert result["n_gaps"] >= 1
    assert result["n_lost"] >= 15
    assert result["n_reconnects"] == 0


@pytest.mark.parametrize("transport", ["hidraw", "evdev"])
def test_low_batteries_are_named(results: dict[str, Result], transport: str) -> None:
    result = scenario(results, f"battery {transport}")
    assert result["0x7b"]["doctor"][0] == "ok"
    assert "show 2 of 4 bars" in result["0x7b"]["doctor"][1]
    assert result["0x60"]["doctor"][0] == "fail"
    assert "show 0 of 4 bars" in result["0x60"]["doctor"][1]
    assert result["presses"] == 2


def test_the_board_itself_warns_of_empty_batteries(results: dict[str, Result]) -> None:
    health = scenario(results, "battery hidraw")["0x60"]["health"]
    assert health["battery_bars"] == 0
    assert any("nearly empty" in warning for warning in health["warnings"])


def test_a_board_that_knows_one_mode_only_is_read(results: dict[str, Result]) -> None:
    result = scenario(results, "hard-wired")
    assert_loads(result, within_kg=0.02)
    # Of 150; a busy computer slows the emulated board.
    assert result["n_samples"] >= 90
    assert result["rate_hz"] >= 60.0
    assert not result["warnings"]


def test_what_the_kernel_keeps_of_quiet_cells_is_held(results: dict[str, Result]) -> None:
    result = scenario(results, "hardly any noise")
    assert 75.0 <= result["rate_hz"] <= 110.0
    assert 0.3 <= result["held"] / result["n_samples"] <= 0.7
    assert result["backwards"] == result["flagged"] == 0
    assert_loads(result, within_kg=0.03)


def test_a_still_board_is_not_taken_for_one_that_left(results: dict[str, Result]) -> None:
    result = scenario(results, "no noise")
    # The board answers, so nothing has changed: the loads are held up to its answer.
    assert result["n_still"] >= 50
    assert result["n_still_held"] >= result["n_still"] - 2
    assert result["newest_kg"] == pytest.approx(4.0, abs=0.02)
    assert result["n_gaps"] == result["n_reconnects"] == 0


def test_what_the_queue_threw_away_stands_where_it_was(results: dict[str, Result]) -> None:
    result = scenario(results, "long stall")
    assert result["n_at_once"] in (63, 64)  # One may come while the queue is emptied.
    # The queue keeps the oldest: they belong right after the last sample, not at the present.
    assert result["late_from_s"] <= 0.05
    assert result["late_to_s"] == pytest.approx(0.63, abs=0.15)
    assert result["gap_flagged"]
    assert result["gap_after_s"] >= 0.2
    assert result["n_lost"] >= 20
    assert result["newest_kg"] == pytest.approx(4.0, abs=0.2)


def test_nodes_that_may_not_be_opened_are_named(results: dict[str, Result]) -> None:
    shut = scenario(results, "shut nodes")["shut"]
    assert shut["error"] == "BoardUnavailableError"
    assert "You may not open /dev/hidraw" in shut["text"]
    assert "udev" in shut["doctor"][0][2] or "70-balance-arcade-wii.rules" in shut["doctor"][0][2]
    assert "70-balance-arcade-wii.rules" in shut["hint"]
    assert shut["doctor"][0][0] == "fail"
    assert "you may not open" in shut["notes"][0]


def test_an_open_event_node_is_used_and_said(results: dict[str, Result]) -> None:
    half = scenario(results, "shut nodes")["half"]
    assert "kernel-processed" in half["board"]["model"]
    assert any("may not open /dev/hidraw" in warning for warning in half["board"]["warnings"])
    assert half["doctor"][0][0] == "warn"


def test_the_boards_temperature_corrects_its_loads(results: dict[str, Result]) -> None:
    result = scenario(results, "warmer")
    assert "temperature" in result["calibration_id"]
    factor = 0.999 * (1.0 - 0.0007 * (0x24 - 0x1A))
    assert_loads(result, within_kg=0.02, scale=factor)


def test_drops_and_jitter_cost_only_what_was_dropped(results: dict[str, Result]) -> None:
    result = scenario(results, "drops and jitter")
    assert 80.0 <= result["rate_hz"] <= 100.0
    assert_loads(result, within_kg=0.01)
    assert result["backwards"] == 0


def test_the_mode_is_set_again_after_every_status(results: dict[str, Result]) -> None:
    result = scenario(results, "statuses")
    assert result["rate_hz"] >= 80.0
    assert result["longest_step_s"] <= 0.25


def test_silence_is_a_gap_and_ends_by_itself(results: dict[str, Result]) -> None:
    result = scenario(results, "muted")
    assert result["n_quiet"] <= 12
    assert result["n_back"] >= 100
    assert result["n_gaps"] >= 1
    assert result["flagged"] >= 1
    assert result["longest_step_s"] == pytest.approx(1.6, abs=0.5)


@pytest.mark.parametrize("transport", ["hidraw", "evdev"])
def test_a_board_that_comes_back_goes_on(results: dict[str, Result], transport: str) -> None:
    result = scenario(results, f"away {transport}")
    assert result["back_after_s"] <= 2.0
    assert result["n_after"] >= 60
    assert result["n_reconnects"] == 1
    assert result["flagged"] >= 1
    assert result["n_lost"] >= 50
    assert_loads(result, within_kg=0.05)


def test_a_board_that_stays_away_is_a_named_fault(results: dict[str, Result]) -> None:
    result = scenario(results, "gone for good")
    assert result["error"] == "BoardDisconnectedError"
    assert 2.5 <= result["after_s"] <= 5.0
    assert result["hint"]


@pytest.mark.parametrize("transport", ["hidraw", "evdev"])
def test_a_reader_that_stalled_gets_the_newest_load(
    results: dict[str, Result], transport: str
) -> None:
    result = scenario(results, f"stalled {transport}")
    means = result["means_kg"]
    assert isinstance(means, dict)
    assert list(means.values()) == pytest.approx([4.0] * 4, abs=0.05)
    assert result["backwards"] == 0


@pytest.mark.parametrize("transport", ["hidraw", "evdev"])
def test_a_dead_board_is_given_up_over_every_road(
    results: dict[str, Result], transport: str
) -> None:
    result = scenario(results, "dies")[transport]
    # The kernel goes on answering for it from its memory, a second late each time.
    assert result["text"].startswith("The board has sent no sample for")
    assert 2.9 <= result["after_s"] <= 5.0


@pytest.mark.parametrize("transport", ["hidraw", "evdev"])
def test_two_seconds_of_silence_are_a_gap_over_every_road(
    results: dict[str, Result], transport: str
) -> None:
    result = scenario(results, "dies")[f"back {transport}"]
    assert result["n_gaps"] >= 1
    assert result["n_lost"] >= 150
    assert result["longest_step_s"] >= 1.9


def test_doctor_and_an_opening_say_that_nobody_answers(results: dict[str, Result]) -> None:
    result = scenario(results, "dies")
    assert result["doctor"][0] == "fail"
    assert "does not answer" in result["doctor"][1]
    assert "The board does not answer" in result["opened"]


@pytest.mark.parametrize("transport", ["hidraw", "evdev"])
def test_a_dead_cell_is_named_over_every_road(results: dict[str, Result], transport: str) -> None:
    result = scenario(results, "dead cell")
    assert any("front-left cell does not move" in text for text in result[transport]["warnings"])
    assert result["marked"] > 50


def test_an_empty_board_below_zero_is_weighed_over_evdev_and_named(
    results: dict[str, Result],
) -> None:
    result = scenario(results, "all below zero evdev")
    assert result["phase"] == "step_on"
    assert result["zero"]["fz_n"] == 0.0
    assert any("hidraw" in text for text in result["warnings"])


def test_a_corner_below_zero_is_weighed_over_hidraw_and_named(results: dict[str, Result]) -> None:
    result = scenario(results, "one below zero hidraw")
    assert result["phase"] == "step_on"
    assert result["zero"]["fz_n"] == pytest.approx(-11.9 * 9.80665, abs=3.0)
    assert any("front-right cell reads -12 kg" in text for text in result["warnings"])
