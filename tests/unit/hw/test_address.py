from __future__ import annotations

import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.address import parse_address, with_option


@pytest.mark.parametrize(
    ("text", "scheme", "path", "options"),
    [
        ("sim:", "sim", "", {}),
        ("SIM:?seed=1", "sim", "", {"seed": "1"}),
        ("sim:?seed=1&profile=frail", "sim", "", {"seed": "1", "profile": "frail"}),
        ("  replay:a b.txt  ", "replay", "a b.txt", {}),
        ("replay:what?.txt?", "replay", "what?.txt", {}),
        ("replay:/a/b.mcap?speed=0&loop=yes", "replay", "/a/b.mcap", {"speed": "0", "loop": "yes"}),
        (r"replay:C:\data\walk.txt?speed=0", "replay", r"C:\data\walk.txt", {"speed": "0"}),
        ("arduino:/dev/ttyACM0", "arduino", "/dev/ttyACM0", {}),
        ("wii:AA:BB:CC:DD:EE:FF", "wii", "AA:BB:CC:DD:EE:FF", {}),
        ("sim:?note=a=b", "sim", "", {"note": "a=b"}),
        ("sim:?", "sim", "", {}),
    ],
)
def test_address_is_taken_apart(text, scheme, path, options):
    address = parse_address(text)
    assert (address.scheme, address.path, address.options) == (scheme, path, options)
    assert address.text == text.strip()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("/dev/ttyACM0", "arduino:/dev/ttyACM0"),
        ("COM3", "arduino:COM3"),
        ("trial.txt", "replay:trial.txt"),
        (r"C:\data\walk.txt", r"replay:C:\data\walk.txt"),
        ("../data/trial", "replay:../data/trial"),
        ("sim", "sim:"),
        ("", "sim:?seed=1"),
        ("my board", "sim:?seed=1"),
        (":?seed=1", "sim:?seed=1"),
    ],
)
def test_text_that_is_no_address_is_refused_with_what_was_meant(text, hint):
    with pytest.raises(ConfigError) as caught:
        parse_address(text)
    assert f"'{text}'" in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("sim:?seed", "'seed' has no value"),
        ("sim:?=1", "'=1'"),
        ("sim:?a=1&a=2", "'a' is given twice"),
    ],
)
def test_options_that_cannot_be_read_are_named(text, part):
    with pytest.raises(ConfigError, match=part):
        parse_address(text)


def test_with_option_sets_one_option_and_keeps_the_rest():
    assert with_option("sim:", "speed", 0) == "sim:?speed=0"
    assert with_option("sim:?speed=1&seed=4", "speed", 0) == "sim:?speed=0&seed=4"
    assert with_option("replay:a?.txt?", "speed", 0) == "replay:a?.txt?speed=0"
    assert parse_address(with_option("replay:a?.txt?", "speed", 0)).path == "a?.txt"


def test_typed_options_are_taken_with_their_defaults():
    options = parse_address("x1:?a=2&b=3.5&c=no&d=10,12.5&e=word").reader()
    assert options.take_int("a", default=1, minimum=2, maximum=2) == 2
    assert options.take_float("b", default=1.0) == 3.5
    assert options.take_bool("c", default=True) is False
    assert options.take_window("d") == (10.0, 12.5)
    assert options.take_choice("e", ("word", "other"), default="other") == "word"
    assert options.take_int("f", default=7) == 7
    assert options.take_float("g", default=7.5) == 7.5
    assert options.take_bool("h", default=False) is False
    assert options.take_window("i") is None
    assert options.take_text("j", default="z") == "z"
    options.refuse_unknown()


@pytest.mark.parametrize(
    ("query", "take", "wanted"),
    [
        ("a=1.5", lambda o: o.take_int("a", default=0), "a whole number"),
        ("a=-1", lambda o: o.take_int("a", default=0, minimum=0), "at least 0"),
        ("a=9", lambda o: o.take_int("a", default=0, maximum=3), "at most 3"),
        ("a=", lambda o: o.take_float("a", default=0.0), "a number"),
        ("a=nan", lambda o: o.take_float("a", default=0.0), "a number"),
        ("a=inf", lambda o: o.take_float("a", default=0.0), "a number"),
        ("a=0.1", lambda o: o.take_float("a", default=2.0, minimum=1, maximum=4), "from 1 to 4"),
        ("a=maybe", lambda o: o.take_bool("a", default=True), "yes or no"),
        ("a=3", lambda o: o.take_window("a"), "2 numbers separated by commas"),
        ("a=3,2", lambda o: o.take_window("a"), "the later one second"),
        ("a=-3,2", lambda o: o.take_window("a"), "at least 0"),
        ("a=heathy", lambda o: o.take_choice("a", ("healthy",), default="healthy"), "'healthy'?"),
    ],
)
def test_wrong_value_says_which_option_and_what_it_wants(query, take, wanted):
    options = parse_address(f"x1:?{query}").reader()
    with pytest.raises(ConfigError) as caught:
        take(options)
    assert query in caught.value.message
    assert wanted in caught.value.hint


def test_unknown_option_lists_the_known_ones_and_the_nearest():
    options = parse_address("x1:?sede=1").reader()
    options.take_int("seed", default=1)
    options.take_float("rate", default=1.0)
    with pytest.raises(ConfigError) as caught:
        options.refuse_unknown()
    assert "'sede'" in caught.value.message
    assert "did you mean 'seed'?" in caught.value.message
    assert "rate, seed" in caught.value.hint
