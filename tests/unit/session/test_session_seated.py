"""Seated on a stool: other words, another share of the weight, limits of their own, no one foot."""

from __future__ import annotations

import msgspec
import pytest
from session_kit import ORCHARD, STARS, Walk, plan

from balance_arcade.app.earlier_limits import limits_of
from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Phase
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.settings import set_options
from balance_arcade.games.setup import check_safety, is_allowed
from balance_arcade.records.person_store import KeptLimits, PersonRecord, PlayedGame
from balance_arcade.session import seated
from balance_arcade.session.prompts import all_prompts

SEATED = StabilityLimits((0.0, 0.0), (40.0,) * 8, "lean pass", "seated")
STANDING = StabilityLimits((0.0, 0.0), (70.0,) * 8, "lean pass")


def sitting(**fields) -> Walk:
    walk = Walk(plan(*fields.pop("games", (ORCHARD,)), zero=False, seated=True, **fields))
    walk.until(Phase.PLAY)
    return walk.go(1.0)


def test_every_sentence_of_standing_has_a_seated_one_of_eight_words() -> None:
    for words in seated.WORDS.values():
        assert len(words.split()) <= 8, words
    said = {seated.said_seated(words) for words in all_prompts() if words}
    # Nobody who sits is told to step, to stand or to hold the rail.
    strange = {"step", "stand", "feet", "rail."}
    odd = [words for words in said if strange & set(words.lower().replace(",", "").split())]
    assert odd == ["Both feet on the board, please."], odd


def test_a_lean_forward_takes_load_off_the_stool_and_is_no_standing_up() -> None:
    walk = sitting().go(3.0, load_n=0.45 * 600.0)
    assert walk.machine.phase is Phase.PLAY
    walk.load_n = 0.30 * 600.0
    assert walk.until(Phase.PAUSED) <= 0.200
    assert walk.machine.prompt == "Please sit as before."
    assert walk.machine.reason == "Most of the weight has left the stool."
    walk.go(1.0, load_n=0.0)
    assert walk.machine.prompt == "Sit down again when you are ready."


def test_feet_off_the_floor_are_no_second_person_and_no_foot_is_watched() -> None:
    walk = sitting().go(3.0, load_n=1.35 * 600.0)
    assert walk.machine.phase is Phase.PLAY
    walk.go(2.0, load_n=600.0, ml_mm=120.0)
    assert walk.machine.phase is Phase.PLAY
    assert not [event for event in walk.events if event.kind.startswith("safety.foot")]


def test_limits_say_that_they_are_those_of_somebody_who_sits_and_have_a_lower_floor() -> None:
    walk = sitting(games=(STARS,), limits=SEATED)
    assert walk.machine.limits is not None
    assert walk.machine.limits.is_seated
    assert walk.last("session.limits")["posture"] == "seated"
    weak = StabilityLimits((0.0, 0.0), (6.0,) * 7 + (2.0,), "lean pass", "seated")
    assert weak.floored == (False,) * 7 + (True,)
    assert (weak.raised().limits_mm[7], weak.reach_mm(0.0)) == (5.0, 6.0)
    # What standing people's limits look like in a file or in a digest has not changed.
    assert b"posture" not in msgspec.json.encode(STANDING)
    assert msgspec.json.decode(msgspec.json.encode(SEATED), type=StabilityLimits) == SEATED


@pytest.mark.parametrize(("limits", "sits"), [(STANDING, True), (SEATED, False)])
def test_limits_of_the_other_posture_are_refused_in_words(limits, sits) -> None:
    board = BoardInfo("sim:", "sim", "Sim", "", Geometry(433.0, 238.0), 100.0, "virtual")
    options = set_options({"seated": sits})
    with pytest.raises(ConfigError, match="were measured") as caught:
        Playlist(("star-reach",), limits=limits, options=options).run(board)
    assert "--limits measure" in caught.value.hint
    assert limits_of([40.0] * 8, posture="seated").is_seated
    with pytest.raises(ConfigError, match="posture must be"):
        limits_of([40.0] * 8, posture="lying")


def test_a_persons_file_keeps_sitting_and_standing_apart() -> None:
    info = BoardInfo("sim:", "sim", "Sim", "", Geometry(433.0, 238.0), 100.0, "virtual")
    kept = [
        KeptLimits("2026-03-02T09:30:00+00:00", "2026-03-02", "sim", info.geometry, "real", one)
        for one in (STANDING, SEATED)
    ]
    played = [
        PlayedGame("2026-03-02T09:30:00+00:00", "2026-03-02", "orchard", "real", 2, 0.4, 90.0),
        PlayedGame(
            *("2026-03-02T10:30:00+00:00", "2026-03-02", "orchard", "real", 2, 0.9, 90.0),
            posture="seated",
        ),
    ]
    record = PersonRecord("p-017", tuple(kept), tuple(played))
    assert record.limits_of(None, info).limits == STANDING
    assert record.limits_of(None, info, seated=True).limits == SEATED
    assert record.last_difficulty("real") == {"orchard": 0.4}
    assert record.last_difficulty("real", seated=True) == {"orchard": 0.9}


def test_games_on_the_feet_are_refused_seated_in_words() -> None:
    options = set_options({"seated": True, "spotter_confirmed": True})
    for name in known_games():
        spec = game_spec(name)
        assert is_allowed(name, options) == spec.seated
        assert not (spec.seated and spec.movement in {"one_leg", "land"})
        if not spec.seated:
            with pytest.raises(ConfigError, match="is played standing"):
                check_safety([name], options)
    assert is_allowed("orchard", options)


def test_a_simulated_person_sits_leans_and_plays_to_the_end(tmp_path) -> None:
    options = set_options({"seated": True})
    playlist = Playlist(("star-reach",), seconds=20.0, options=options, quick=True)
    address = "sim:?seed=3&profile=older&seated=1&step_on=6&speed=0"
    with Host.open(address, Switches(publish=False, folder=tmp_path, person="p-1")) as host:
        session = host.begin(playlist, follower=host.follower)
        play_headless(host, session)
        limits = session.run.machine.measured_limits
        host.end_session()
        (result,) = host.results()
        recordings = list(host.recordings)
        host.summaries()
        again = host.book.limits_of(WallAnchor.now().day(), host.info, seated=True)
        assert host.book.limits_of(None, host.info) is None
    assert result.trials > 0
    assert result.pauses == ()
    assert again == limits
    assert limits.is_seated
    assert limits.source == "lean pass"
    weights = [
        e.data["weight_n"]
        for f in recordings
        for e in RecordingReader(f).events()
        if e.kind == "session.centre"
    ]
    # The feet on the floor carry the rest.
    assert 350.0 < weights[0] < 640.0
