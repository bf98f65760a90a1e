"""What was measured of recordings goes to the centre once, by hash, version and parameters."""

from __future__ import annotations

import msgspec
import pytest
from clinic_kit import Make
from network_kit import Network
from sqlalchemy import func, select

from balance_arcade.records.analyze import AnalysisResult
from balance_arcade.records.clinic import sync as syncing
from balance_arcade.records.clinic.analyses import Analyses
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import outbox, strike_out
from balance_arcade.records.clinic.recordings import recordings_of
from balance_arcade.records.clinic.tables import Analysis, AnalysisManner, AnalysisSheet
from balance_arcade.records.manner import manner_of

RAW = manner_of(preset="raw")
QUIET = manner_of(preset="raw", phase="quiet")


def _kept(station: Records, sha256: str, walk: AnalysisResult, *, anew: bool = False) -> None:
    Analyses(station.database, RAW).put([(sha256, walk)], anew=anew)


def _rows(records: Records) -> tuple[int, int, int]:
    with records.database.work() as work:
        analyses, manners, sheets = (
            work.scalar(select(func.count()).select_from(table)) or 0
            for table in (Analysis, AnalysisManner, AnalysisSheet)
        )
    return analyses, manners, sheets


def test_it_goes_once_whoever_ends_the_sync(
    network: Network, make: Make, walk: AnalysisResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = network.station("room-1")
    # One is measured before it is added, and one is of a file that is no recording.
    early = make("a", station.folder)
    Analyses(station.database, RAW).put([(early.sha256, walk), ("0" * 64, walk)])
    assert outbox(station).analyses == 0
    station.add_recording(early)
    station.add_recording(late := make("b", station.folder))
    _kept(station, late.sha256, walk)
    Analyses(station.database, QUIET).put([(late.sha256, walk)])
    assert outbox(station).analyses == 1

    def killed(*given: object) -> None:
        if given[1].kind == "analyses":  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        strike_out(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(syncing, "strike_out", killed)
    with pytest.raises(KeyboardInterrupt):
        network.sync(station)
    monkeypatch.setattr(syncing, "strike_out", strike_out)
    assert _rows(network.records) == (3, 2, 1)
    assert network.sync(station).sent == {"analyses": 1}
    assert network.sync(station).sent == {}
    assert network.sync(station, anew=True).sent == {"person": 1, "session": 1, "analyses": 1}
    assert _rows(network.records) == (3, 2, 1)
    found = Analyses(network.centre, RAW).results({"f": late.sha256})
    assert found == {"f": msgspec.structs.replace(walk, file="f")}
    assert station.verify() == network.records.verify() == []


def test_the_centre_lists_what_stations_measured(
    network: Network, make: Make, walk: AnalysisResult
) -> None:
    station = network.station("room-1")
    for name in ("a", "b"):
        station.add_recording(make(name, station.folder))
    sha256 = make("a", station.folder).sha256
    _kept(station, sha256, walk)
    network.sync(station)
    assert recordings_of(network.centre) == []
    measured = Analyses(network.centre, RAW).known()
    assert [one.trial for one in recordings_of(network.centre, measured=measured)] == ["trial-a"]


def test_another_number_and_a_recording_that_is_not_there_are_told(
    network: Network, make: Make, walk: AnalysisResult
) -> None:
    one, other = network.station("room-1"), network.station("room-2")
    sha256 = make("a", one.folder).sha256
    for station, seconds in ((one, 6.0), (other, 7.0)):
        station.add_recording(make("a", station.folder))
        _kept(station, sha256, msgspec.structs.replace(walk, duration_s=seconds))
    assert network.sync(one).refused == []
    (refused,) = network.sync(other).refused
    assert (refused.kind, refused.subject) == ("analyses", "s1")
    assert "by the same version and parameters" in refused.why
    assert Analyses(network.centre, RAW).results({"f": sha256})["f"].duration_s == 6.0
    # Measured again, to the same numbers.
    _kept(other, sha256, msgspec.structs.replace(walk, duration_s=6.0), anew=True)
    assert network.sync(other).refused == []
    erase_person(network.records, "p-017")
    _kept(one, sha256, walk, anew=True)
    (refused,) = network.sync(one).refused
    assert "The centre has not taken the session" in refused.why


def test_it_goes_with_who_is_erased(network: Network, make: Make, walk: AnalysisResult) -> None:
    station = network.station("room-1")
    station.add_recording(read := make("a", station.folder))
    _kept(station, read.sha256, walk)
    network.sync(station)
    _kept(station, read.sha256, walk, anew=True)
    erase_person(station, "p-017")
    assert outbox(station).analyses == 0
    network.sync(station)
    assert _rows(network.records)[0] == _rows(station)[0] == 0
