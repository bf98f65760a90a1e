"""The fast board's core on its converter: what it says, a thousand times a second, and obeys."""

from __future__ import annotations

import itertools
import json
import math
import statistics
import struct

import arduino_peer as wire
import fast_rig as fast
import pytest

LOADS = (100_000, 200_000, 300_000, 400_000)
WORKED = fast.TOP / "hardware_docs" / "arduino_board" / "worked_frames.json"


def test_hello(rig):
    ((seq, body),) = rig.run(0.02).of(wire.HELLO)
    protocol, firmware = tuple(body[:2]), tuple(body[2:5])
    adc, gain, n_cells, flags, rate_mhz = struct.unpack("<BHBBI", body[5:14])
    assert (seq, protocol, firmware) == (0, (1, 1), (1, 0, 0))
    assert (adc, gain, n_cells, flags, rate_mhz) == (4, 128, 4, 3, 1_000_000)
    assert body[14:] == bytes.fromhex("1122334455667788")


def test_a_thousand_samples_a_second(rig):
    heard = rig.started().run(3.0)
    samples = heard.samples
    assert (len(samples), heard.n_bad) == (3000, 0)
    assert {(b.seq - a.seq, b.t_us - a.t_us) for a, b in itertools.pairwise(samples)} == {(1, 1000)}
    assert {s.status for s in samples} == {fast.SYNC}
    assert {s.ages for s in samples} == {(0, 0, 0, 0)}
    for channel, load in enumerate(LOADS):
        counts = [s.counts[channel] for s in samples]
        assert statistics.fmean(counts) == pytest.approx(load, abs=60)
        # The data sheet's 0.77 uV, table 7-1.
        assert statistics.pstdev(counts) == pytest.approx(0.77e-6 * fast.COUNTS_PER_V, rel=0.1)
    assert rig.counters.n_late_reads == 0


def test_silent_until_started_and_after_stop(rig):
    assert not rig.run(0.5).samples
    rig.command(wire.START)
    assert rig.run(0.1).samples
    rig.command(wire.STOP)
    rig.run(0.002)
    assert not rig.run(0.5).samples
    rig.command(wire.START)
    again = rig.run(0.1).samples
    # Numbers go on where they stopped: what was not read while stopped is no loss.
    assert [s.status & fast.LOST for s in again] == [0] * len(again)


def test_heartbeat_and_what_it_measures(rig):
    rig.lib.rig_pins(2048, 2497, 1)
    beats = rig.started().run(2.1).of(wire.HEARTBEAT)
    assert [seq for seq, _ in beats] == [0, 1]
    state, _, n_sent, n_torn, n_overrun, n_bad, supply_mv, cdeg = struct.unpack(
        "<BIIIIHHh", beats[-1][1]
    )
    assert (state, n_torn, n_overrun, n_bad, supply_mv, cdeg) == (1, 0, 0, 0, 2497, 2500)
    assert n_sent == pytest.approx(1990, abs=10)


@pytest.mark.parametrize("reading", [0, 939, 3369, 4095])
def test_an_open_or_shorted_thermistor_is_no_temperature(rig, reading):
    assert rig.lib.rig_thermistor(reading) == -32768


def test_temperature_between_its_table_s_lines(rig):
    for celsius in range(-9, 60):
        ohm = 10e3 * math.exp(3435 * (1 / (celsius + 0.3 + 273.15) - 1 / 298.15))
        got = rig.lib.rig_thermistor(round(4095 * ohm / (ohm + 10e3))) / 100
        assert got == pytest.approx(celsius + 0.3, abs=0.1)


def test_answers(rig):
    rig.started()
    rig.command(wire.ASK_HELLO, seq=7)
    rig.command(wire.ASK_STATUS, seq=8)
    rig.command(wire.PING, seq=9, body=struct.pack("<I", 0xDEADBEEF))
    rig.command(wire.PING, seq=10, body=b"\1")
    rig.command(0x9F, seq=11)
    rig.hear(b"\x05\x01\x02\x03\x00")
    heard = rig.run(0.05)
    assert [seq for seq, _ in heard.of(wire.HELLO)] == [7]
    assert heard.of(wire.HELLO)[0][1][9] == 5  # emulated, started
    ((_, pong),) = heard.of(wire.PONG)
    assert struct.unpack("<I", pong[:4]) == (0xDEADBEEF,)
    assert heard.of(wire.REFUSAL) == [(10, bytes([wire.PING, 2])), (11, bytes([0x9F, 1]))]
    rig.command(wire.ASK_STATUS, seq=12)
    ((_, status),) = rig.run(0.05).of(wire.STATUS)
    assert struct.unpack("<H", status[17:19]) == (1,)


def test_a_command_cut_anywhere_harms_nothing(rig):
    whole = b"\0" + wire.frame(wire.PING, 3, b"1234")
    for n_bytes in range(len(whole)):
        rig.hear(whole[:n_bytes])
        rig.command(wire.ASK_HELLO, seq=100 + n_bytes)
        assert [seq for seq, _ in rig.run(0.01).of(wire.HELLO)][-1] == 100 + n_bytes


def test_bytes_are_those_of_the_worked_frames(rig):
    import ctypes

    to = ctypes.create_string_buffer(256)
    frames = json.loads(WORKED.read_text(encoding="utf-8"))
    for worked in frames:
        raw = bytes.fromhex(worked["raw"])[:-2]  # The encoder adds the check.
        n_bytes = rig.lib.rig_encode(raw, len(raw), to)
        assert to.raw[:n_bytes] == bytes.fromhex(worked["wire"]), worked["name"]
    assert len(frames) > 5


def test_check_of_the_converter(rig):
    # The catalogue's check value of CRC-16 with 0x1021 and 0xFFFF.
    assert rig.lib.rig_crc_adc(b"123456789", 9) == 0x29B1


def test_microseconds_wrap(rig_library):
    rig = fast.Rig(rig_library, start_us=2**32 - 100_000)
    samples = rig.started().run(0.2).samples
    assert len(samples) == 200
    steps = {(b.t_us - a.t_us) % 2**32 for a, b in itertools.pairwise(samples)}
    assert steps == {1000}
    assert samples[-1].t_us < samples[0].t_us


def test_a_line_without_room_loses_whole_samples_and_says_so(rig):
    rig.started()
    rig.lib.rig_room(20)
    assert rig.run(0.1).frames == []
    rig.lib.rig_room(8192)
    samples = rig.run(0.1).samples
    assert samples[0].status & fast.LOST
    assert not samples[1].status & fast.LOST
    rig.command(wire.ASK_STATUS)
    ((_, status),) = rig.run(0.01).of(wire.STATUS)
    assert struct.unpack("<I", status[13:17]) == (100,)


def test_answers_never_crowd_samples_out(rig):
    rig.started()
    rig.lib.rig_room(60)  # Two frames of samples: none of answers, which leave room for those.
    for seq in range(50):
        rig.command(wire.ASK_STATUS, seq)
    heard = rig.run(0.1)
    assert len(heard.samples) == 100
    assert not heard.of(wire.STATUS)
