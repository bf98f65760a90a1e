"""Events of a recording lie on the samples' clock, whatever the wall's clock did meanwhile."""

from __future__ import annotations

import itertools

import pytest
from replay_kit import record

from balance_arcade.core.events import Command
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.contract import DT_S

STEER = {1700: Command("p", "pause"), 1837: Command("r", "resume"), 2300: Command("e", "easier")}


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("session")
    record(folder, "orchard", seconds=8.0, steer=STEER)
    return sorted(map(RecordingReader, folder.glob("*.mcap")), key=lambda one: one.t_s[0])


def test_no_event_is_earlier_than_the_one_before(readers):
    times = [event.t_s for reader in readers for event in reader.events()]
    assert len(times) > 30
    assert all(now <= then for now, then in itertools.pairwise(times))


def test_an_event_lies_at_the_sample_that_led_to_it(readers):
    """It comes within a step of its file's samples: none before the first, none after the last."""
    for reader in readers:
        for event in reader.events():
            assert reader.t_s[0] - 2 * DT_S <= event.t_s <= reader.t_s[-1] + 2 * DT_S


def test_steps_of_a_game_are_a_120th_of_a_second_of_the_samples_clock(readers):
    """Of one stretch of play: time between two game events is a whole number of steps."""
    first_s = readers[0].t_s[0]
    games = [
        event for reader in readers for event in reader.events() if event.kind.startswith("game.")
    ]
    assert len(games) > 5
    for event in games:
        n_steps = (event.t_s - first_s) / DT_S
        assert n_steps == pytest.approx(round(n_steps), abs=1e-6)


def test_orders_lie_where_they_were_given(readers):
    """The order after the n-th sample is told between that sample and the one after it."""
    times = [t_s for reader in readers for t_s in reader.t_s]
    told = {
        event.data["name"]: event.t_s
        for reader in readers
        for event in reader.events()
        if event.kind == "session.command"
    }
    for n_fed, command in STEER.items():
        assert times[n_fed - 1] <= told[command.name] <= times[n_fed - 1] + 2 * DT_S


def test_no_sample_falls_between_two_recordings(readers):
    for before, after in itertools.pairwise(readers):
        assert after.forces()[0].seq == before.forces()[-1].seq + 1
