"""What the computer asks, and what the board says: the protocol's document, word by word."""

from __future__ import annotations

import struct

import arduino_peer as wire
import avr_run as avr
import pytest
from test_firmware_faults import alarms, status_of

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("firmware_size")]


def hello_of(body: bytes) -> dict[str, object]:
    major, minor, *firmware, adc, gain, n_cells, flags, rate_mhz = struct.unpack(
        "<BB3BBHBBI", body[:14]
    )
    return {
        "protocol": (major, minor),
        "firmware": tuple(firmware),
        "adc": adc,
        "gain": gain,
        "n_cells": n_cells,
        "flags": flags,
        "rate_mhz": rate_mhz,
        "unique_id": body[14:].hex(),
    }


def test_the_first_thing_is_a_zero_and_a_hello(tmp_path):
    run = avr.run(tmp_path, seconds=0.3, start_s=None, options=["--id=0123456789abcdef"])
    assert (tmp_path / "out.txt").read_bytes()[0] == 0
    (kind, seq, body), *rest = run.frames
    assert (kind, seq, rest) == (wire.HELLO, 0, [])
    assert hello_of(body) == {
        "protocol": (1, 0),
        "firmware": (1, 1, 0),
        "adc": 1,
        "gain": 128,
        "n_cells": 4,
        "flags": 0b011,
        "rate_mhz": 92_000,
        "unique_id": "0123456789abcdef",
    }


def test_hello_when_asked(tmp_path):
    orders = [avr.send(0.1, wire.ASK_HELLO, 0xBEEF), avr.send(0.5, wire.ASK_HELLO, 2)]
    run = avr.run(tmp_path, orders, seconds=0.7, start_s=0.3)
    asked = [(seq, hello_of(body)["flags"]) for seq, body in run.of(wire.HELLO)]
    assert asked == [(0, 0b011), (0xBEEF, 0b001), (2, 0b101)]


def test_start_stop_status_and_ping(tmp_path):
    orders = [
        avr.send(0.50, wire.START, 10),
        avr.send(1.50, wire.START, 11),
        avr.send(2.00, wire.PING, 12, b"\xef\xbe\xad\xde"),
        avr.send(2.50, wire.STOP, 13),
        avr.send(3.50, wire.ASK_STATUS, 14),
        avr.send(4.50, wire.START, 15),
    ]
    run = avr.run(tmp_path, orders, seconds=5.5, start_s=None)
    answers = {seq: status_of(body) for seq, body in run.of(wire.STATUS)}
    assert {seq: s["state"] for seq, s in answers.items()} == {10: 1, 11: 1, 13: 0, 14: 0, 15: 1}
    assert answers[14]["n_sent"] == answers[13]["n_sent"]
    (pong_seq, pong), *others = run.of(wire.PONG)
    token, t_us = struct.unpack("<II", pong)
    assert (pong_seq, token, others) == (12, 0xDEADBEEF, [])
    assert t_us == pytest.approx(2.0e6, abs=5_000)
    times = [s.t_us / 1e6 for s in run.samples]
    # A sample bears the mean of its words' times: the first may begin a period before the start.
    assert not any(2.52 < t < 4.489 for t in times)
    assert times[0] == pytest.approx(0.5, abs=0.02)
    # While stopped nothing is lost, so the numbers go on without a gap.
    assert run.n_missing == 0
    assert run.samples[0].seq == 0
    assert alarms(run.samples) == {0}


def test_heartbeats_and_counters(tmp_path):
    run = avr.run(tmp_path, seconds=6.5, start_s=2.0)
    beats = run.of(wire.HEARTBEAT)
    assert [seq for seq, _ in beats] == list(range(6))
    bodies = [status_of(body) for _, body in beats]
    assert [b["t_us"] for b in bodies] == [pytest.approx(1e6 * i, abs=3000) for i in range(1, 7)]
    assert [b["state"] for b in bodies] == [0, 0, 1, 1, 1, 1] or bodies[1]["state"] == 1
    n_before = sum(s.t_us < bodies[-1]["t_us"] for s in run.samples)
    assert bodies[-1]["n_sent"] == pytest.approx(n_before, abs=1)
    assert {b["n_torn"] + b["n_overrun"] + b["n_bad_commands"] for b in bodies} == {0}
    assert {b["temp"] for b in bodies} == {-32768}


@pytest.mark.parametrize("supply_mv", [4500, 5000, 5500])
def test_supply(tmp_path, supply_mv):
    run = avr.run(tmp_path, [f"at 0.1 supply {supply_mv}"], seconds=3.1)
    bodies = [status_of(body) for _, body in run.of(wire.HEARTBEAT)]
    assert bodies[0]["supply_mv"] == 0
    assert bodies[-1]["supply_mv"] == pytest.approx(supply_mv, rel=0.01)


def test_sync_input(tmp_path):
    run = avr.run(tmp_path, ["at 1.0 sync 1", "at 1.5 sync 0"], seconds=2.0)
    for s in run.samples:
        if abs(s.t_us - 1.0e6) > 5_000 and abs(s.t_us - 1.5e6) > 5_000:
            assert bool(s.status & avr.SYNC) == (1.0e6 < s.t_us < 1.5e6)


def test_refusals(tmp_path):
    orders = [
        avr.send(0.3, 0x86, 21),
        avr.send(0.4, 0xFF, 22, b"whatever"),
        avr.send(0.5, wire.PING, 23, b"\x01\x02"),
        avr.send(0.6, 0x02, 24),  # No frame to a board: passed over.
        f"at 0.7 send 00 {wire.frame(wire.ASK_STATUS, 25, device=3).hex(' ')}",  # To another one.
    ]
    run = avr.run(tmp_path, orders, seconds=1.0, start_s=None)
    assert run.of(wire.REFUSAL) == [(21, b"\x86\x01"), (22, b"\xff\x01"), (23, b"\x85\x02")]
    assert not run.of(wire.STATUS)
    assert not run.of(wire.PONG)


def test_fields_of_a_later_version_are_passed_over(tmp_path):
    later = bytes(range(110))
    orders = [avr.send(0.3, wire.ASK_STATUS, 31, later), avr.send(0.5, wire.PING, 32, later)]
    run = avr.run(tmp_path, orders, seconds=1.0, start_s=None)
    assert [seq for seq, _ in run.of(wire.STATUS)] == [31]
    assert [(seq, body[:4]) for seq, body in run.of(wire.PONG)] == [(32, later[:4])]


def test_bad_frames_are_counted_once_each(tmp_path):
    good = wire.frame(wire.START, 5)
    wrong_crc = good[:-2] + bytes([good[-2] ^ 1]) + b"\0"
    pieces = [
        b"\x11\x22" + b"\0",  # Before the first zero: cut, not bad.
        wrong_crc,
        b"\x02\x82\0",  # Too short.
        bytes([200]) + b"\x01" * 20 + b"\0",  # No COBS.
        b"\x01" * 129 + b"\0",  # Too long.
        b"\0\0\0",  # Nothing.
    ]
    orders = [f"at {0.2 + 0.1 * i:.1f} send {piece.hex(' ')}" for i, piece in enumerate(pieces)]
    run = avr.run(tmp_path, [*orders, avr.send(0.9, wire.ASK_STATUS, 6)], seconds=1.1, start_s=None)
    ((seq, body),) = run.of(wire.STATUS)
    assert (seq, status_of(body)["n_bad_commands"], status_of(body)["state"]) == (6, 4, 0)


def test_an_id_is_made_at_the_first_start_and_kept(tmp_path):
    orders = [f"at {t} reset" for t in (3.0, 3.4)]
    # Chance, of which the emulator has none: were an id made again, it would be another one.
    orders += [f"at {3.0002 + 0.0001 * i:.4f} hold {17.3 * (i + 1):.1f}" for i in range(20)]
    run = avr.run(tmp_path, orders, seconds=3.8, start_s=None, options=["--blank-eeprom"])
    hellos = [hello_of(body) for _, body in run.of(wire.HELLO)]
    assert len(hellos) == 3
    ids = {hello["unique_id"] for hello in hellos}
    assert len(ids) == 1
    assert ids.isdisjoint({"ff" * 8, "00" * 8, "a5" * 8})
    # The emulator's mark is no part of the id.
    assert {hello["flags"] for hello in hellos} == {0b011}
