"""The decoder: any chunking, any bytes, one frame lost at most, bounded memory."""

import itertools
import random

import arduino_peer as peer
import fuzz_arduino_decoder as fuzz
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.hw.arduino import FrameDecoder
from balance_arcade.hw.arduino.frames import MAX_ENCODED_BYTES
from balance_arcade.hw.arduino.messages import SampleFrame

STREAM = (
    b"boot: rev 3\r\n\x00"
    + peer.hello(1)
    + b"".join(peer.sample(i, 10_000 * i, (i, -i, i << 8, -i << 8)) for i in range(20))
    + peer.status(1, kind=peer.HEARTBEAT)
)


def counters(decoder):
    return decoder.n_frames, decoder.n_bad_frames, decoder.n_discarded_bytes


def whole(data):
    decoder = FrameDecoder()
    return decoder.feed(data), counters(decoder)


def test_split_at_every_byte():
    frames, counted = whole(STREAM)
    assert len(frames) == 22
    for at in range(len(STREAM) + 1):
        decoder = FrameDecoder()
        assert decoder.feed(STREAM[:at]) + decoder.feed(STREAM[at:]) == frames
        assert counters(decoder) == counted


def test_one_byte_at_a_time():
    decoder = FrameDecoder()
    frames = [frame for byte in STREAM for frame in decoder.feed(bytes([byte]))]
    assert (frames, counters(decoder)) == whole(STREAM)


@given(st.binary(max_size=600), st.lists(st.integers(0, 1000), max_size=20))
def test_any_chunking_of_any_bytes_gives_the_same(noise, cuts):
    data = noise[: len(noise) // 2] + STREAM + noise[len(noise) // 2 :]
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    decoder = FrameDecoder()
    frames = []
    for start, stop in itertools.pairwise(edges):
        frames += decoder.feed(data[start:stop])
    assert (frames, counters(decoder)) == whole(data)


@given(st.binary(max_size=2000))
def test_random_bytes_never_raise_and_never_pile_up(data):
    decoder = FrameDecoder()
    frames = decoder.feed(data)
    n_kept = len(decoder._pending)
    assert n_kept <= MAX_ENCODED_BYTES
    if not frames:
        assert decoder.n_discarded_bytes + n_kept == len(data) - data.count(0)


@given(st.data())
def test_a_damaged_byte_costs_at_most_the_frames_it_touches(data):
    n = 10
    wires = [peer.sample(i, 10_000 * i, (i, 2 * i, 3 * i, 4 * i)) for i in range(n)]
    stream = bytearray(b"\0" + b"".join(wires))
    at = data.draw(st.integers(1, len(stream) - 1))
    stream[at] ^= data.draw(st.integers(1, 255))
    decoder = FrameDecoder()
    frames = decoder.feed(bytes(stream))
    expected = [SampleFrame(0, i, 10_000 * i, 0, i, 2 * i, 3 * i, 4 * i) for i in range(n)]
    # A damaged delimiter joins two frames; a new zero splits one. Nothing else is lost or made up.
    lost = [frame for frame in expected if frame not in frames]
    assert all(frame in expected for frame in frames)
    assert len(lost) <= 2
    last_lost = at // len(wires[0]) + 1
    assert all(frame.seq <= last_lost for frame in lost)


@given(st.binary(min_size=1, max_size=300))
def test_in_step_again_after_one_frame(garbage):
    decoder = FrameDecoder()
    decoder.feed(garbage)
    frames = decoder.feed(peer.sample(1, 10) + peer.sample(2, 20))
    assert frames[-1] == SampleFrame(0, 2, 20, 0, 1, 2, 3, 4)


def test_a_late_listener_counts_no_bad_frame():
    decoder = FrameDecoder()
    assert len(decoder.feed(peer.sample(1, 10)[5:] + peer.sample(2, 20))) == 1
    assert decoder.n_bad_frames == 0
    assert decoder.n_discarded_bytes == len(peer.sample(1, 10)) - 6


def test_a_torrent_without_a_zero_is_counted_and_forgotten():
    decoder = FrameDecoder()
    decoder.feed(b"\0")
    for _ in range(100):
        assert decoder.feed(b"U" * 1000) == []
    assert len(decoder._pending) == 0
    assert len(decoder.feed(b"\0" + peer.sample(1, 10))) == 1
    assert counters(decoder) == (1, 1, 100_000)


def test_a_million_damaged_and_random_bytes():
    damaged, random_bytes = fuzz.fuzz(500_000), fuzz.noise(500_000)
    assert damaged["n_unsynchronised"] == 0
    assert damaged["n_altered"] <= fuzz.allowed(damaged["n_judged"])
    assert random_bytes["n_frames"] <= fuzz.allowed(random_bytes["n_judged"])
    assert damaged["n_frames"] > 15_000
    assert damaged["n_bad_frames"] > 2000


@given(st.integers(0, 2**32), st.integers(0, 6))
def test_any_damage_costs_no_frame_but_the_next(seed, n_before):
    wires = [peer.sample(i, 10_000 * i, (i, 2 * i, 3 * i, 4 * i)) for i in range(10)]
    _, hurt = fuzz.damage(random.Random(seed), wires[n_before])
    decoder = FrameDecoder()
    frames = decoder.feed(
        b"\0" + b"".join(wires[:n_before]) + hurt + b"".join(wires[n_before + 1 :])
    )
    seqs = [frame.seq for frame in frames if isinstance(frame, SampleFrame)]
    assert seqs[:n_before] == list(range(n_before))
    assert seqs[-(8 - n_before) :] == list(range(n_before + 2, 10))


@given(st.binary(max_size=250), st.integers(0, 0xFFFF))
def test_a_frame_of_anything_passes_only_with_its_check(raw, crc):
    wire = peer.cobs_encode(raw + crc.to_bytes(2, "little"))
    decoder = FrameDecoder()
    frames = decoder.feed(b"\0" + wire + b"\0")
    if crc != peer.crc16_mcrf4xx(raw):
        assert frames == []
        assert (decoder.n_bad_frames, decoder.n_discarded_bytes) == (1, len(wire))
