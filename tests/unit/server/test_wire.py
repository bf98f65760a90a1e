"""Messages as bytes: round trip, versions, golden bytes, and whatever hostile bytes may do."""

from __future__ import annotations

import math
import re

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples
from stream_examples import (
    BOARD,
    BODIES,
    DOCUMENT,
    GOLDEN_1_0,
    GOLDEN_1_1,
    GOLDEN_1_2,
    GOLDEN_1_3,
    INFO,
    REPLIES,
    REQUESTS,
    SAMPLES,
    examples,
    header,
    read_golden,
)

from balance_arcade.core.board import BoardHealth
from balance_arcade.core.errors import (
    ConfigError,
    MalformedMessageError,
    MessageError,
    VersionMismatchError,
)
from balance_arcade.core.samples import CopSample
from balance_arcade.server.bodies import (
    CHANNELS,
    AlarmItem,
    Alarms,
    Heartbeat,
    Meta,
    SampleBlock,
    public_info,
)
from balance_arcade.server.control import decode_reply, decode_request
from balance_arcade.server.wire import (
    KINDS,
    check_board_id,
    decode,
    encode,
    encode_header,
    parse_topic,
    topic,
)


def same(a: object, b: object) -> bool:
    """Equal, with NaN equal to NaN."""
    return msgspec.json.encode(a) == msgspec.json.encode(b)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_of_every_kind_comes_back(kind):
    message = decode(encode(BOARD, kind, header(kind), BODIES[kind]))
    assert (message.board, message.kind, message.header) == (BOARD, kind, header(kind))
    if isinstance(message.body, SampleBlock):
        assert same(message.body.samples(), SAMPLES)
    else:
        assert same(message.body, BODIES[kind])
        assert type(message.body) is type(BODIES[kind])


def test_nan_survives_as_nan():
    body = decode(examples()["samples"]).body
    assert isinstance(body, SampleBlock)
    assert np.isnan(body.column("ml_mm")).tolist() == [False, True]
    assert body.samples()[1].on_board is False
    state = decode(
        encode(
            BOARD,
            "state",
            header("state"),
            msgspec.structs.replace(BODIES["state"], time_left_s=math.nan),
        )
    ).body
    assert math.isnan(state.time_left_s)


@pytest.mark.parametrize("name", list(examples()))
def test_golden_bytes_are_still_written(name):
    assert read_golden()[name] == examples()[name]


SINCE = {
    3: {"request-lease", "reply-lease"},
    4: {"request-acknowledge", "reply-acknowledge", "request-picture", "reply-picture"},
}
OLD_ALARM = Alarms((AlarmItem("signal", "No samples for 2 s.", 0.5),))


def as_of(minor, body):
    """The body as a program of an older version wrote it: what came later is as if left out."""
    if isinstance(body, Meta) and minor < 1:
        return msgspec.structs.replace(body, board=msgspec.structs.replace(INFO, accuracy=None))
    if isinstance(body, Alarms):
        return OLD_ALARM
    if isinstance(body, Heartbeat):
        older = {"first_trial": msgspec.UNSET}
        if minor < 3:
            older |= {"n_stations": 0, "lease": msgspec.UNSET}
        if minor < 2:
            older["health"] = BoardHealth(n_samples=42)
        return msgspec.structs.replace(body, **older)
    return body


OLDER = [(0, GOLDEN_1_0), (1, GOLDEN_1_1), (2, GOLDEN_1_2), (3, GOLDEN_1_3)]


@pytest.mark.parametrize(("minor", "file"), OLDER)
def test_bytes_of_an_older_version_are_still_read(minor, file):
    golden = read_golden(file)
    later = set().union(*(names for since, names in SINCE.items() if since > minor))
    assert golden.keys() == examples().keys() - later
    for kind, body in BODIES.items():
        message = decode(golden[kind])
        assert message.header == msgspec.structs.replace(header(kind), schema_minor=minor)
        if isinstance(message.body, SampleBlock):
            assert same(message.body.samples(), SAMPLES)
        else:
            assert same(message.body, as_of(minor, body))
    for name in REQUESTS.keys() - later:
        assert decode_request(golden[name][0]) == REQUESTS[name]
    for name in REPLIES.keys() - later:
        assert decode_reply(golden[name][0]) == msgspec.structs.replace(REPLIES[name], minor=minor)


@pytest.mark.parametrize("name", list(examples()))
def test_golden_bytes_are_read(name):
    golden = read_golden()[name]
    if name in BODIES:
        assert decode(golden).kind == name
    elif name in REQUESTS:
        assert decode_request(golden[0]) == REQUESTS[name]
    else:
        assert decode_reply(golden[0]) == REPLIES[name]


def test_the_worked_bytes_of_the_document_are_the_golden_bytes():
    text = DOCUMENT.read_text(encoding="utf-8")
    shown = {
        name: [bytes.fromhex(frame) for frame in block.strip().split("\n\n")]
        for name, block in re.findall(r"```hex (\S+)\n(.*?)```", text, flags=re.DOTALL)
    }
    assert shown == read_golden()


def test_the_document_names_every_field_kind_and_channel():
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in (*KINDS, *CHANNELS):
        assert f"`{name}`" in text or f" {name} " in text, name
    for body in (*BODIES.values(), header("meta"), *REQUESTS.values(), *REPLIES.values()):
        for name in getattr(body, "__struct_fields__", ()):
            assert re.search(rf"[`\s]{name}[`\s]", text), name


def test_fields_after_the_known_ones_are_ignored():
    frames = examples()["event"]
    longer = msgspec.msgpack.encode([*msgspec.msgpack.decode(frames[1]), "new", 5])
    body = msgspec.msgpack.encode({**msgspec.msgpack.decode(frames[2]), "new": [1]})
    message = decode([frames[0], longer, body, b"another frame"])
    assert message.header == header("event")
    assert message.body == BODIES["event"]


def test_columns_after_the_known_ones_are_ignored():
    wide = np.hstack([BODIES["samples"].values, np.full((2, 3), 9.0)])
    frames = examples()["samples"]
    body = decode([frames[0], frames[1], wide.tobytes()]).body
    assert same(body.samples(), SAMPLES)


@pytest.mark.parametrize("where", ["header", "topic"])
def test_another_major_version_is_refused_by_name(where):
    frames = list(examples()["event"])
    if where == "header":
        frames[1] = msgspec.msgpack.encode([2, 0, "a layout", "we do not know"])
    else:
        frames[0] = b"ba/2/sim-1/event"
    with pytest.raises(VersionMismatchError, match=r"version 2.*version 1"):
        decode(frames)


@pytest.mark.parametrize(
    "bad",
    [b"", b"ba/1/sim-1", b"ba/1/sim-1/noise", b"ba/x/sim-1/hb", b"ba/1/s m/hb", b"\xff/1/a/hb"],
)
def test_what_is_no_topic_is_malformed(bad):
    with pytest.raises(MalformedMessageError):
        parse_topic(bad)


@pytest.mark.parametrize("cut", [1, 8, 87])
def test_a_block_that_was_cut_is_malformed(cut):
    frames = examples()["samples"]
    with pytest.raises(MalformedMessageError, match="do not contain"):
        decode([*frames[:2], frames[2][:-cut]])


def test_a_block_whose_counts_are_no_numbers_is_malformed():
    values = BODIES["samples"].values.copy()
    values[0, 0] = math.nan
    frames = examples()["samples"]
    with pytest.raises(MalformedMessageError, match="seq"):
        decode([*frames[:2], values.tobytes()])


@n_examples(300)
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_random_frames_raise_message_errors_only(frames):
    with pytest.raises(MessageError):
        decode(frames)


@n_examples(300)
@given(
    st.sampled_from(KINDS),
    st.integers(1, 2),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_damaged_messages_decode_or_raise_message_errors_only(kind, which, changes, cut):
    frames = list(examples()[kind])
    damaged = bytearray(frames[which])
    for place, value in changes:
        damaged[place % len(damaged)] = value
    frames[which] = bytes(damaged[: len(damaged) - cut])
    try:
        message = decode(frames)
    except MessageError:
        return
    if isinstance(message.body, SampleBlock):
        assert all(isinstance(s, CopSample) for s in message.body.samples())


@n_examples(300)
@given(st.binary(max_size=300))
def test_random_requests_and_replies_raise_message_errors_only(data):
    for read in (decode_request, decode_reply):
        try:
            read(data)
        except MessageError:
            continue


def test_deep_nesting_is_malformed_and_does_not_crash():
    with pytest.raises(MalformedMessageError):
        decode_request(b"\x83\xa2id\xa1a\xa3cmd\xa1b\xa4args" + b"\x81\xa1a" * 30_000)


def test_the_address_on_the_wire_holds_no_path():
    info = msgspec.structs.replace(INFO, address="replay:/home/x/Mrs Smith.mcap?speed=1")
    meta = Meta(public_info(info), CHANNELS, "<f8", BODIES["meta"].wall, "0")
    assert b"Smith" not in encode(BOARD, "meta", header("meta"), meta)[2]


@pytest.mark.parametrize("name", ["", "a b", "a/b", "Ä", "x" * 65])
def test_a_board_name_that_cannot_stand_in_a_topic_is_refused(name):
    with pytest.raises(ConfigError, match="topic"):
        check_board_id(name)


def test_header_bytes_are_the_same_length_as_documented():
    assert topic("sim-1", "hb") == b"ba/1/sim-1/hb"
    assert encode_header(header("hb"))[0] == 0x99


def test_an_unknown_channel_lists_the_known():
    with pytest.raises(ValueError, match="ml_mm, ap_mm"):
        BODIES["samples"].column("x")
