"""Frames: the documented bytes, both ways, and everything that is no frame."""

import json
from pathlib import Path

import arduino_peer as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.hw.arduino import messages
from balance_arcade.hw.arduino.frames import FrameError, decode_frame, encode_frame
from balance_arcade.hw.arduino.messages import (
    CommandFrame,
    FrameType,
    HelloFrame,
    PingFrame,
    PongFrame,
    RefusalFrame,
    SampleFrame,
    StatusFrame,
    UnknownFrame,
)

DOCS = Path(__file__).resolve().parents[3] / "hardware_docs" / "arduino_board"
WORKED = json.loads((DOCS / "worked_frames.json").read_text(encoding="utf-8"))


def fields_of(worked):
    fields = dict(worked["fields"])
    for name in ("protocol", "firmware"):
        if name in fields:
            fields[name] = tuple(fields[name])
    if "unique_id" in fields:
        fields["unique_id"] = bytes.fromhex(fields["unique_id"])
    if "type" in fields:
        fields["type"] = FrameType(fields["type"])
    return fields


@pytest.mark.parametrize("worked", WORKED, ids=lambda worked: worked["name"])
def test_worked_frames_of_the_document(worked):
    frame = getattr(messages, worked["type"])(**fields_of(worked))
    wire = bytes.fromhex(worked["wire"])
    assert encode_frame(frame) == wire
    assert decode_frame(wire[:-1]) == frame
    assert f"`{worked['wire']}`" in (DOCS / "protocol.md").read_text(encoding="utf-8")
    # The emulated board's own framing agrees, and shares no code with the package's.
    raw = bytes.fromhex(worked["raw"])
    assert peer.cobs_encode(raw) + b"\0" == wire
    assert peer.cobs_decode(wire[:-1]) == raw
    assert peer.crc16_mcrf4xx(raw[:-2]) == int.from_bytes(raw[-2:], "little")


def test_a_sample_with_ages_is_read_as_one_without():
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith("| sample of 1.1")]
    with_ages = bytes.fromhex(row.split("`")[1])
    (plain,) = [worked for worked in WORKED if worked["name"] == "sample"]
    assert decode_frame(with_ages[:-1]) == SampleFrame(**fields_of(plain))
    assert peer.cobs_decode(with_ages[:-1])[-6:-2] == bytes([0, 0, 10, 127])


def test_every_type_has_a_worked_frame():
    shown = {bytes.fromhex(worked["raw"])[0] for worked in WORKED}
    assert shown == {kind.value for kind in FrameType}


def test_the_check_value_of_the_crc():
    assert peer.crc16_mcrf4xx(b"123456789") == 0x6F91


u8, u16, u32 = st.integers(0, 0xFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
counts = st.integers(-0x800000, 0x7FFFFF)
frames = st.one_of(
    st.builds(SampleFrame, u8, u16, u32, u16, counts, counts, counts, counts),
    st.builds(
        HelloFrame,
        u8,
        u16,
        st.tuples(u8, u8),
        st.tuples(u8, u8, u8),
        u8,
        u16,
        u8,
        u8,
        u32,
        st.binary(min_size=8, max_size=8),
    ),
    st.builds(
        StatusFrame,
        u8,
        u16,
        st.booleans(),
        st.booleans(),
        u32,
        u32,
        u32,
        u32,
        u16,
        u16,
        st.integers(-0x8000, 0x7FFF),
    ),
    st.builds(PongFrame, u8, u16, u32, u32),
    st.builds(RefusalFrame, u8, u16, u8, u8),
    st.builds(PingFrame, u8, u16, u32),
    st.builds(
        CommandFrame,
        u8,
        u16,
        st.sampled_from(
            [FrameType.ASK_HELLO, FrameType.START, FrameType.STOP, FrameType.ASK_STATUS]
        ),
    ),
    st.builds(UnknownFrame, u8, u16, st.integers(0x10, 0x7F), st.binary(max_size=100)),
)


@given(frames)
def test_decode_of_encode_is_the_frame(frame):
    wire = encode_frame(frame)
    assert wire.count(0) == 1
    assert wire[-1] == 0
    assert decode_frame(wire[:-1]) == frame


def test_fields_of_a_later_minor_version_are_passed_over():
    later = peer.frame(peer.PONG, 5, bytes(range(1, 13)))
    assert decode_frame(later[:-1]) == PongFrame(0, 5, 0x04030201, 0x08070605)


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        (b"", "shorter"),
        (b"\x05\x01\x02", "not enough|COBS"),
        (peer.cobs_encode(b"\x01\x02\x03"), "shorter"),
        (peer.sample(1, 2)[:-1].replace(b"\x03", b"\x07", 1), "check"),
        (peer.frame(peer.SAMPLE, 1, b"\x01\x02")[:-1], "type 0x01 with 6 bytes is too short"),
        (peer.frame(peer.HELLO, 1, b"\x01\x02")[:-1], "type 0x02 with 6 bytes is too short"),
    ],
)
def test_bytes_that_are_no_frame(encoded, reason):
    with pytest.raises(FrameError, match=reason):
        decode_frame(encoded)


def test_what_does_not_fit_is_not_encoded():
    with pytest.raises(ValueError, match="24 bits"):
        encode_frame(SampleFrame(0, 0, 0, 0, 1 << 23, 0, 0, 0))
    with pytest.raises(ValueError, match="too long"):
        encode_frame(UnknownFrame(0, 0, 0x10, bytes(200)))
