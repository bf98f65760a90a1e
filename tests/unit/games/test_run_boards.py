"""Games on boards: simulated people of different ability, and a real person's quiet sway."""

from pathlib import Path

import pytest

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.games.setup import RunOptions

BDS = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "bds" / "BDS00121.txt"


def play(address, game, *, seed=1, seconds=None):
    """Play one game through the host, as users run it."""
    with Host.open(address, Switches(publish=False, summary=False)) as host:
        options = RunOptions(spotter_confirmed=True)
        playlist = Playlist((game,), seed=seed, seconds=seconds, quick=True, options=options)
        play_headless(host, host.begin(playlist, follower=host.follower))
        (result,) = host.results()
        return result


@pytest.mark.slow
@pytest.mark.parametrize("game", known_games())
def test_simulated_people_play_at_their_own_level(game):
    results = {
        profile: play(f"sim:?seed=2&profile={profile}&speed=0", game, seconds=100.0)
        for profile in ("athlete", "frail")
    }
    for result in results.values():
        assert result.simulated
        # Somebody frail who lands steps off again three times in ten, on every level.
        assert (0.3 if game_spec(game).leaves_board else 0.55) <= result.score <= 1.0
        assert result.pauses == ()
        assert result.seconds == 100.0
    if game_spec(game).movement == "still":
        return  # Measured against the person's own sway: nobody's level is higher by nature.
    athlete, frail = results["athlete"], results["frail"]
    assert athlete.difficulty > frail.difficulty + 0.15
    # A stretch of Bubble River lasts as long for everybody, and a rest between leaps; holds of the
    # other two grow.
    alike = {"bubble-river", "flamingo-ladder", "even-keel", "sky-hop"}
    assert athlete.trials > frail.trials or game in alike


def test_simulated_game_is_the_same_every_time():
    address = "sim:?seed=5&profile=older&speed=0"
    first, second = (play(address, "star-reach", seconds=20.0) for _ in range(2))
    assert repr(first) == repr(second)
    assert first.limits_source == "lean pass"
    assert play(address, "star-reach", seed=2, seconds=20.0).digest != first.digest


@pytest.mark.skipif(not BDS.exists(), reason="the public BDS files are not beside the repository")
@pytest.mark.parametrize("game", known_games())
def test_real_quiet_sway_plays_every_game_the_same_way_twice(game):
    first, second = (play(f"replay:{BDS}?speed=0", game) for _ in range(2))
    assert first.digest == second.digest
    assert first.origin == "replayed"
    assert not first.simulated
    assert first.seconds > 45.0
    # Quiet standing is what one game asks for, and no answer to the others.
    # Whoever stands still does well where stillness is asked for, or an even load.
    assert first.score < 0.6 or game_spec(game).movement == "still" or game == "even-keel"
