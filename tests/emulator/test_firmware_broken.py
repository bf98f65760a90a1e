"""The emulator can tell: firmware that lacks one precaution is seen to lack it."""

from __future__ import annotations

import arduino_peer as wire
import avr_run as avr
import pytest
from avr_build import build_changed
from test_firmware_faults import LOAD, LOADS, alarms

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]

BURST = " ".join([avr.command(wire.ASK_STATUS)] * 200)
CHATTER = [f"at {0.5 + 0.16 * i:.2f} send {BURST}" for i in range(20)]


def test_interrupts_left_on_while_the_clock_is_high(tmp_path, table):
    image = build_changed(tmp_path, "hx711.cpp", "  cli();\n  PORTB = high;", "  PORTB = high;")
    broken = avr.run(tmp_path, [LOAD, *CHATTER], seconds=4.0, image=image)
    sound = avr.run(tmp_path, [LOAD, *CHATTER], seconds=4.0)
    assert max(sound.chip("longest_high_ns")) == 625
    assert max(broken.chip("longest_high_ns")) > 2000
    table("clock high, interrupts left on", f"up to {max(broken.chip('longest_high_ns')):.0f} ns")


def test_no_second_look_after_a_word(tmp_path):
    image = build_changed(tmp_path, "cell.cpp", "accept(torn || early)", "accept(torn && early)")
    run = avr.run(tmp_path, [LOAD, "at 1.0 tear br"], seconds=1.5, image=image)
    assert alarms(run.samples) == {0}
    assert {s.counts for s in run.samples} > {LOADS}


def test_one_pulse_too_many(tmp_path):
    image = build_changed(tmp_path, "config.h", "GAIN_PULSES = 1", "GAIN_PULSES = 3")
    run = avr.run(tmp_path, [LOAD], seconds=1.5, image=image)
    assert run.samples[-1].counts == tuple(c // 2 for c in LOADS)


def test_a_corner_on_another_pin(tmp_path):
    image = build_changed(tmp_path, "pins.h", "{1 << PD5, 1 << PB1}", "{1 << PD4, 1 << PB1}")
    run = avr.run(tmp_path, [LOAD], seconds=1.5, image=image)
    assert LOADS not in {s.counts for s in run.samples}


def test_no_restart_at_the_start(tmp_path):
    # A reset amid a word leaves the chip there; without a restart the next word begins amid it.
    image = build_changed(tmp_path, "hx711.cpp", "  restart(pins::ALL_SCK);\n", "")
    run = avr.run(tmp_path, [LOAD], seconds=1.0, image=image)
    assert run.chip("power_downs") == [0] * 4
