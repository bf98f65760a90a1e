"""Modes of a game, and goals that are a share of the load."""

import math

import pytest

from balance_arcade.app.playlist import Playlist, playlist_of
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command
from balance_arcade.core.samples import CopSample
from balance_arcade.games.block_settings import check_block
from balance_arcade.games.contract import GameSpec
from balance_arcade.games.control import ControlMapping
from balance_arcade.games.loads import LoadRange
from balance_arcade.games.modes import GameMode
from balance_arcade.games.settings import set_options, settings_of
from balance_arcade.games.setup import (
    RunOptions,
    check_mode,
    check_safety,
    is_allowed,
    plan_games,
)

WIDTH_MM = 433.0
# Somebody who stands on the right foot mostly: 50 mm off, and comes back 34 mm.
WEAK_LEFT = StabilityLimits(
    (50.0, -4.0), (42.0, 45.0, 50.0, 30.0, 26.0, 28.0, 34.0, 38.0), "measured"
)


def spec(*modes):
    return GameSpec(
        "pond", "Pond", "leans", "Lean to it.", "A", False, 60.0, "pond", (), modes=modes
    )


def test_mode_changes_what_is_read_and_shown():
    game = spec(GameMode("hop", "small hops", "Hop to the leaf.", "land"))
    assert game.in_mode("hop").instruction == "Hop to the leaf."
    assert game.in_mode("hop").movement == "land"
    assert game.in_mode("").instruction == game.in_mode("skip").instruction == "Lean to it."


@pytest.mark.parametrize("name", ["usual", "Two Words", "", "a" * 25])
def test_name_of_a_mode_is_a_short_word(name):
    with pytest.raises(ValueError, match="no name for a mode"):
        GameMode(name, "")


def test_two_modes_of_one_name_are_refused():
    with pytest.raises(ValueError, match="one name"):
        spec(GameMode("hop", ""), GameMode("hop", ""))


def test_mode_goes_to_the_games_that_have_it():
    options = set_options({"mode": "sideways"})
    assert options.for_game(1, 0.2, "bubble-river").mode == "sideways"
    assert options.for_game(1, 0.2, "orchard").mode == ""
    # The first of a game's modes is the usual one, by whatever name.
    assert set_options({"mode": "even"}).for_game(1, 0.2, "even-keel").mode == ""
    assert settings_of(options)["mode"] == "sideways"
    assert settings_of(RunOptions())["mode"] == "usual"
    sideways, usual = (
        plan_games(["bubble-river"], mode=mode)[0].instruction for mode in ("sideways", "")
    )
    assert sideways != usual


def test_mode_that_no_game_has_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match="None of the games has a mode") as refusal:
        check_mode(["bubble-river"], "squat-jump")
    assert "sideways (Bubble River)" in str(refusal.value)
    with pytest.raises(ConfigError, match="None of the games"):
        playlist_of(Command("1", "start", {"game": "orchard", "mode": "sideways"}))
    with pytest.raises(ConfigError, match="mode must be"):
        set_options({"mode": "No Word"})
    playlist = Playlist(("orchard",), options=set_options({"mode": "sideways"}))
    with pytest.raises(ConfigError, match="None of the games"):
        playlist.run(None)


def test_share_and_place_are_one_quantity():
    loads = LoadRange(0.38, 0.46, 0.28)
    for x in (-1.0, -0.4, 0.0, 0.3, 1.0):
        assert loads.place_of(loads.share_at(x)) == pytest.approx(x)


def test_mapping_knows_the_shares_of_a_person_and_where_they_are():
    mapping = ControlMapping(WEAK_LEFT, width_mm=WIDTH_MM)
    loads = mapping.loads
    assert loads.rest == pytest.approx(0.5 - 50.0 / WIDTH_MM)
    assert loads.left == pytest.approx(0.5 - 16.0 / WIDTH_MM)
    assert loads.right == pytest.approx(0.5 - 100.0 / WIDTH_MM)
    assert mapping.load_to_mm(0.45) == pytest.approx((0.05 * WIDTH_MM, -4.0))
    # Even is out of this person's reach: no further than their own limit.
    assert mapping.load_to_mm(0.5) == pytest.approx((16.0, -4.0))
    sample = CopSample(1, 0, 0.0, 50.0, -4.0, 50.0, -4.0, 700.0, 0.3845, 0.5)
    assert mapping.control(sample).loads == loads


def test_without_a_width_no_share_has_a_place_on_the_board():
    mapping = ControlMapping(WEAK_LEFT)
    assert mapping.loads == LoadRange()
    assert mapping.load_to_mm(0.5) is None
    assert math.isnan(mapping.width_mm)


def test_even_keel_is_played_seated_but_nobody_squats_on_a_stool():
    check_safety(["even-keel"], RunOptions(seated=True))
    check_safety(["even-keel"], RunOptions(seated=True, mode="hold"))
    squat = RunOptions(seated=True, mode="squat")
    with pytest.raises(ConfigError, match="The mode squat of Even Keel is done standing"):
        check_safety(["even-keel"], squat)
    assert not is_allowed("even-keel", squat)
    # A game without that mode is played in its usual one.
    check_safety(["orchard"], squat)
    with pytest.raises(ConfigError, match="done standing"):
        check_block("even-keel", {"mode": "squat"}, RunOptions(seated=True))
