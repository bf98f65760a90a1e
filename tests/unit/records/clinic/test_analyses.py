"""Analyses are kept by what was read and how it was measured, and go with who is erased."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import numpy as np
from clinic_kit import Make

from balance_arcade.core.board import Geometry
from balance_arcade.files.content import content_hash, file_hash
from balance_arcade.files.tables import Cut, PlateOptions
from balance_arcade.records.analyze import AnalysisResult
from balance_arcade.records.clinic.analyses import Analyses
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.manner import algorithm_version, manner_of

RAW = manner_of(preset="raw")


def named(result: AnalysisResult, file: str, **facts: object) -> AnalysisResult:
    return msgspec.structs.replace(result, file=file, **facts)


def test_all_of_a_result_comes_back_under_whatever_name(
    database: Database, walk: AnalysisResult
) -> None:
    kept = Analyses(database, RAW)
    assert kept.put([("a" * 64, walk)]) == 1
    for reader in (kept, Analyses(database, RAW)):
        assert reader.known() == {"a" * 64}
        found = reader.results({"moved/walk.csv": "a" * 64, "b.csv": "b" * 64})
        assert found == {"moved/walk.csv": named(walk, "moved/walk.csv")}
    assert any(one.refused for one in walk.metrics.values())


def test_the_same_is_kept_once_and_replaced_when_told(
    database: Database, walk: AnalysisResult
) -> None:
    kept = Analyses(database, RAW)
    other = named(walk, "x", duration_s=1.0)
    assert kept.put([("a" * 64, walk), ("a" * 64, walk)]) == 1
    assert kept.put([("a" * 64, other), ("b" * 64, walk)]) == 1
    assert kept.results({"f": "a" * 64})["f"] == named(walk, "f")
    assert kept.put([("a" * 64, other)], anew=True) == 1
    assert kept.results({"f": "a" * 64})["f"] == named(other, "f")
    assert kept.known() == {"a" * 64, "b" * 64}


def test_another_manner_is_another_analysis(database: Database, walk: AnalysisResult) -> None:
    Analyses(database, RAW).put([("a" * 64, walk)])
    newer = msgspec.structs.replace(RAW, version="balance_arcade 99")
    for manner in (manner_of(preset="raw", rate_hz=50.0), manner_of(preset="raw/1"), newer):
        assert Analyses(database, manner).known() == frozenset()


def test_a_manner_tells_every_parameter_apart_and_no_order() -> None:
    base = {
        "rate_hz": None,
        "geometry": Geometry(400.0, 200.0),
        "plate": PlateOptions(),
        "cut": Cut(),
        "base_mm": np.zeros((3, 2)),
        "phase": "",
    }
    key = manner_of(**base).key
    assert manner_of(**dict(reversed(base.items()))).key == key
    assert manner_of(**base, preset="default").key == key
    others = {
        "rate_hz": 100.0,
        "geometry": Geometry(400.0, 201.0),
        "plate": PlateOptions(front="-x"),
        "cut": dataclasses.replace(Cut(), from_s=1.0),
        "base_mm": np.ones((3, 2)),
        "phase": "quiet",
    }
    keys = {manner_of(**{**base, name: value}).key for name, value in others.items()}
    assert len(keys | {key}) == len(others) + 1
    assert algorithm_version().startswith("balance_arcade ")


def test_what_was_measured_of_a_person_goes_with_the_person(
    records: Records, make: Make, walk: AnalysisResult
) -> None:
    kept = Analyses(records.database, RAW)
    for read in (make("a"), make("b", person="p-2", session_id="s2")):
        records.add_recording(read)
        kept.put([(read.sha256, walk)])
    erased = make("a").sha256
    erase_person(records, "p-017")
    assert kept.known() == {make("b").sha256}
    # A copy that somebody measures is not kept either.
    assert kept.put([(erased, walk)]) == 0
    assert kept.known() == {make("b").sha256}
    assert records.verify() == []


def test_what_is_read_beside_a_file_counts_too(tmp_path: Path) -> None:
    file = tmp_path / "sub-1_task-stand_physio.tsv.gz"
    file.write_bytes(b"samples")
    alone = content_hash(file)
    assert alone == file_hash(file)
    about = tmp_path / "sub-1_task-stand_physio.json"
    about.write_text("{}")
    with_words = content_hash(file)
    about.write_text('{"Columns":[]}')
    assert len({alone, with_words, content_hash(file)}) == 3
