"""The image as it is loaded onto a Pico, run on an emulated RP2040 with the model on its pins."""

from __future__ import annotations

import importlib.util
import itertools
import statistics
import struct
import zlib

import arduino_peer as wire
import fast_image
import fast_rig as fast
import pytest

pytestmark = pytest.mark.system

LOADS = (100_000, 200_000, 300_000, 400_000)
ALARMS = fast.TORN | fast.SATURATED | fast.SILENT | fast.LOST
SECONDS, FAULTS_S = 3.4, 2.5


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    """Two and a half seconds of measuring, then faults."""
    try:
        fast_image.build_image()
    except fast.ToolMissingError as missing:
        pytest.skip(str(missing))
    flood = "".join((b"\0" + wire.frame(wire.ASK_STATUS, seq)).hex() for seq in range(40))
    orders = [
        fast_image.load(LOADS),
        fast_image.send(0.2, wire.START),
        fast_image.send(0.3, wire.ASK_HELLO, 9),
        fast_image.send(1.0004, wire.PING, 4, b"abcd"),
        f"at 1.5 send {flood}",
        f"at {FAULTS_S} corrupt 1",
        "at 2.6 noedge 1",
        "at 2.7 brownout",
        "at 2.9 resync",
    ]
    return fast_image.run(tmp_path_factory.mktemp("fast"), orders, seconds=SECONDS)


def test_a_thousand_frames_a_second_and_none_torn(life):
    heard, rig = life
    samples = [s for s in heard.samples if s.t_us < FAULTS_S * 1e6]
    assert heard.n_bad == 0
    assert len(samples) == pytest.approx((FAULTS_S - 0.2) * 1000, abs=3)
    assert {(b.seq - a.seq, b.t_us - a.t_us) for a, b in itertools.pairwise(samples)} == {(1, 1000)}
    assert {s.status for s in samples} == {fast.SYNC}
    assert {s.ages for s in samples} == {(0, 0, 0, 0)}
    for channel, due in enumerate(LOADS):
        counts = [s.counts[channel] for s in samples]
        assert statistics.fmean(counts) == pytest.approx(due, abs=80)
    assert rig["n_late_reads"] == 0
    # Most of the time the processor sleeps: of 48 million cycles a second it is awake for a fifth.
    assert rig["n_instructions"] < 0.2 * 48e6 * SECONDS


def test_what_it_says(life):
    heard, _ = life
    ((_, hello),) = [(seq, body) for seq, body in heard.of(wire.HELLO) if seq == 9]
    assert (tuple(hello[:2]), hello[5], hello[9] & 1) == ((1, 1), 4, 1)
    assert hello[14:].hex() == "1122334455667788"
    assert len(heard.of(wire.STATUS)) == 41
    ((seq, pong),) = heard.of(wire.PONG)
    assert (seq, pong[:4]) == (4, b"abcd")
    beats = heard.of(wire.HEARTBEAT)
    assert len(beats) == 3
    supply_mv, cdeg = struct.unpack("<Hh", beats[-1][1][19:23])
    assert (supply_mv, cdeg) == (pytest.approx(2500, abs=2), pytest.approx(2500, abs=5))


def test_faults_on_the_pins(life):
    samples = life[0].samples
    flagged = [s for s in samples if s.status & ALARMS]

    def after(begin_s, end_s):
        return [s.status & ALARMS for s in flagged if begin_s * 1e6 <= s.t_us < end_s * 1e6]

    assert after(0.0, FAULTS_S) == []
    assert after(FAULTS_S, 2.6) == [fast.SILENT]
    assert after(2.6, 2.7) == after(2.7, 2.9) == [fast.LOST]
    # By how the spike falls the reading is torn, or its pause too long for what the buffer holds.
    assert after(2.9, SECONDS) in ([fast.TORN], [fast.LOST])
    near = 6 * 0.77e-6 * fast.COUNTS_PER_V
    for sample in samples:
        assert all(abs(c - due) < near for c, due in zip(sample.counts, LOADS, strict=True))
    assert samples[-1].t_us > (SECONDS - 0.01) * 1e6
    assert not samples[-1].status & ALARMS


def test_the_files_that_a_pico_takes(life):
    spec = importlib.util.spec_from_file_location("image", fast_image.FIRMWARE / "image.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    flash = fast_image.IMAGE.read_bytes()

    def mirrored(value, n_bits):
        return int(f"{value:0{n_bits}b}"[::-1], 2)

    # The boot ROM's check is zlib's with every bit in the other order, and not inverted.
    reflected = zlib.crc32(bytes(mirrored(byte, 8) for byte in flash[:252])) ^ 0xFFFFFFFF
    assert struct.unpack_from("<I", flash, 252) == (mirrored(reflected, 32),)
    stack, reset = struct.unpack_from("<2I", flash, 256)
    assert stack == 0x20040000
    assert 0x10000100 <= reset < 0x10000100 + 1024
    assert reset & 1
    blocks = fast_image.IMAGE.with_suffix(".uf2").read_bytes()
    assert len(blocks) == 512 * -(-len(flash) // 256)
    back = b"".join(blocks[at + 32 : at + 288] for at in range(0, len(blocks), 512))
    assert back[: len(flash)] == flash
    assert made.uf2_of(flash) == blocks
