"""hidapi and L2CAP on Linux's own kernel, in the guest, against emulated boards."""

from __future__ import annotations

import guest
import pytest
from test_wii_on_linux import HARMLESS_WRITES, Result, assert_loads, scenario

pytestmark = [
    pytest.mark.system,
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(bool(guest.missing()), reason=guest.missing() or "nothing is missing"),
]

ROADS = pytest.mark.parametrize("road", ["hidapi", "l2cap"])


def road_of(results: dict[str, Result], road: str) -> Result:
    if road not in results:
        lacking = {"hidapi": "the package hidapi", "l2cap": "the kernel's module hci_vhci"}
        pytest.skip(f"lacking {lacking[road]}")
    return scenario(results, road)


@ROADS
def test_every_sample_that_was_sent_arrives(results: dict[str, Result], road: str) -> None:
    result = road_of(results, road)
    steady = result["steady"]
    # A busy computer slows the emulated board; what it sent is what counts. One that is held up for
    # 0.63 s overruns the kernel's queue.
    assert result["sent"] >= 50
    assert 0.9 * result["sent"] <= steady["n_samples"] <= result["sent"]
    assert_loads(steady, within_kg=0.02)
    assert steady["backwards"] == 0
    assert steady["battery_bars"] == 4
    # The guest's own kernel may be the one that L2CAP warns of.
    assert not [text for text in steady["warnings"] if not text.startswith("This Linux (")]
    assert "factory" in steady["calibration_id"]
    assert set(result["board"]["written"]) <= HARMLESS_WRITES


def test_a_board_that_was_away_goes_on(results: dict[str, Result]) -> None:
    back = road_of(results, "hidapi")["back"]
    assert back["n_reconnects"] == 1
    assert back["back_after_s"] <= 3.0
    assert back["n_samples"] >= 20
    assert back["flagged"] >= 1
    assert_loads(back, within_kg=0.05)


def test_only_one_module_of_hidapi_lists_a_bluetooth_board(results: dict[str, Result]) -> None:
    assert road_of(results, "hidapi")["listed"] == {"hidraw": 1, "hid": 0}


def test_a_look_at_the_battery_does_not_stop_hidapi(results: dict[str, Result]) -> None:
    result = road_of(results, "hidapi")
    modes = result["board"]["modes"]
    # The kernel put the board back to its button (0x30), and the session to its cells at once.
    assert (0x34, 0x30, 0x34) in zip(modes, modes[1:], modes[2:], strict=False)
    assert result["asked"]["n_samples"] >= 20
    # A busy guest is late now and then; a board that was stopped would be gone for a second.
    assert result["asked"]["longest_step_s"] <= 0.6


def test_each_road_says_which_it_is(results: dict[str, Result]) -> None:
    for road, model in (
        ("hidapi", "Wii Balance Board (hidapi)"),
        ("l2cap", "Wii Balance Board (L2CAP)"),
    ):
        assert road_of(results, road)["steady"]["model"] == model


def test_a_board_in_reach_is_found_by_inquiry(results: dict[str, Result]) -> None:
    assert road_of(results, "l2cap")["inquiry"] == ["00:1f:32:aa:bb:cc 002504"]


def test_l2cap_goes_by_the_profiles_order_and_headers(results: dict[str, Result]) -> None:
    result = road_of(results, "l2cap")
    # Opened, then opened with output=interrupt.
    assert result["board"]["psms"] == [0x11, 0x13] * 2
    assert result["board"]["headers"] == ["11 52", "13 a2"]
    assert_loads(result["interrupt"], within_kg=0.05)


def test_a_board_that_falls_silent_is_gone(results: dict[str, Result]) -> None:
    kind, text = road_of(results, "l2cap")["muted"]
    assert kind == "BoardDisconnectedError"
    assert "no sample for 1" in text


def test_l2cap_without_an_adapter_says_so(results: dict[str, Result]) -> None:
    kind, text, hint = road_of(results, "l2cap")["no adapter"]
    assert (kind, "Bluetooth cannot be used" in text) == ("BoardUnavailableError", True)
    assert "adapter" in hint
