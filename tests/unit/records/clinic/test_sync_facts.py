"""What is told of a person goes to the centre, and so does what is changed or taken back."""

from __future__ import annotations

import pytest
from network_kit import Network

from balance_arcade.records.clinic.about import About, about_person, tell_about
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import outbox
from balance_arcade.records.clinic.parcels import FACTS


def _at_centre(network: Network) -> About:
    return about_person(network.centre, "p-1")


@pytest.fixture
def two(network: Network) -> tuple[Records, Records]:
    """Two stations that both know the person; the first has told the centre of them."""
    one, other = network.station("room-1"), network.station("room-2")
    for station in (one, other):
        station.add_person("p-1")
    tell_about(one, "p-1", birth_year=1948, sex="female")
    network.sync(one)
    network.sync(other)
    return one, other


def test_what_is_taken_back_or_changed_is_so_at_the_centre(
    network: Network, two: tuple[Records, Records]
) -> None:
    one, _ = two
    assert _at_centre(network) == About(1948, "female")
    tell_about(one, "p-1", birth_year=None)
    assert network.sync(one).refused == []
    assert _at_centre(network) == About(None, "female")
    tell_about(one, "p-1", birth_year=1950, sex="")
    assert network.sync(one).refused == []
    assert _at_centre(network) == About(1950, "")
    # A sync that was cut off is one in which nothing is left to do.
    assert network.sync(one).sent == {}


def test_another_station_that_knows_nothing_takes_nothing_back(
    network: Network, two: tuple[Records, Records]
) -> None:
    _, other = two
    tell_about(other, "p-1", sex="female")
    assert network.sync(other).refused == []
    assert _at_centre(network) == About(1948, "female")


def test_what_was_taken_back_does_not_return_from_another_station(
    network: Network, two: tuple[Records, Records]
) -> None:
    one, other = two
    tell_about(other, "p-1", birth_year=1948)
    network.sync(other)
    tell_about(one, "p-1", birth_year=None)
    network.sync(one)
    tell_about(other, "p-1", sex="female")
    (refused,) = network.sync(other).refused
    assert refused.why == FACTS["birth_year"]
    assert _at_centre(network) == About(None, "female")
    # Settled where it is taken back there too.
    tell_about(other, "p-1", birth_year=None)
    assert network.sync(other).refused == []
    assert outbox(other).people == 0


def test_what_two_tell_differently_stays_at_both_and_is_told(
    network: Network, two: tuple[Records, Records]
) -> None:
    one, other = two
    tell_about(other, "p-1", birth_year=1950, sex="male")
    assert [refused.why for refused in network.sync(other).refused] == list(FACTS.values())
    assert _at_centre(network) == About(1948, "female")
    # The one that the centre was told may be taken back all the same.
    tell_about(one, "p-1", birth_year=None)
    assert network.sync(one).refused == []
    (refused,) = network.sync(other).refused
    assert refused.why == FACTS["sex"]
    assert _at_centre(network) == About(1950, "female")
    tell_about(other, "p-1", birth_year=None)
    network.sync(other)
    assert _at_centre(network) == About(None, "female")
