"""Outcomes in FHIR, CSV, JSON and Parquet: the same from each database, and the same in each."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import importlib
import io
import json
import math
import pkgutil
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pyarrow.parquet
import pytest
from clinic_kit import Make, outcome
from sqlalchemy import Engine, select

import balance_arcade.assess
from balance_arcade.cli import main
from balance_arcade.cop.groups import own_rows
from balance_arcade.core.errors import ConfigError, RecordsError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.kept import kept_trials
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording
from balance_arcade.records.clinic.tables import AuditRow
from balance_arcade.records.exchange.fhir import BASE, UCUM, Release, fhir_bundle
from balance_arcade.records.exchange.outcome_read import read_outcome_table
from balance_arcade.records.exchange.outcome_table import COLUMNS, outcome_table, table_columns

ODD = 735.1000000000001
WHY = 'stopped: "fell", Straße; 手'
BEGAN = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))


@pytest.fixture
def kept(records: Records, make: Make) -> list[ReadRecording]:
    """What the records give of four trials: values, a refusal, nothing, a simulation."""
    values = (outcome(ODD, repeats=(1.5, 2.25)), outcome(None, name="path_mm"))
    records.add_recording(make("a", began=BEGAN, outcomes=values))
    records.add_recording(make("b", session_id="s2"))
    of_game = outcome(0.1 + 0.2, name="success_frac", source="game", method="")
    records.add_recording(
        make("c", session_id="s3", outcomes=(of_game,), complete=False, seconds=None)
    )
    records.add_recording(
        make("d", session_id="s4", person="", origin="simulated", outcomes=(outcome(3.0),))
    )
    return kept_trials(records.database)


def test_the_records_give_back_what_was_put_in(records: Records, kept: list[ReadRecording]) -> None:
    by_name = {one.file.name: one for one in kept}
    assert set(by_name) == {"a.mcap", "b.mcap", "c.mcap", "d.mcap"}
    a = by_name["a.mcap"]
    assert a.outcomes == (outcome(ODD, repeats=(1.5, 2.25)), outcome(None, name="path_mm"))
    assert a.began == BEGAN
    assert a.began.utcoffset() == dt.timedelta(0)
    assert by_name["d.mcap"].person == ""
    mine = kept_trials(records.database, "p-017")
    assert {one.file.name for one in mine} == {"a.mcap", "b.mcap", "c.mcap"}
    assert [one.outcomes for one in mine if one.file.name == "a.mcap"] == [a.outcomes]
    with pytest.raises(RecordsError, match="Nobody is called"):
        kept_trials(records.database, "p-999")


def test_three_tables_say_the_same(kept: list[ReadRecording], tmp_path: Path) -> None:
    told = {end: outcome_table(kept, tmp_path / f"t.{end}") for end in ("csv", "json", "PARQUET")}
    rows: list[dict[str, Any]] = json.loads(told["json"])["rows"]
    assert len(rows) == 5
    table = pyarrow.parquet.read_table(io.BytesIO(told["PARQUET"]))
    for ours, theirs in zip(rows, table.to_pylist(), strict=True):
        moment = theirs.pop("began")
        assert moment.utcoffset() == dt.timedelta(0)
        assert dt.datetime.fromisoformat(ours["began"]) == moment
        assert theirs == {name: cell for name, cell in ours.items() if name != "began"}
    for ours, texts in zip(rows, csv.DictReader(io.StringIO(told["csv"].decode())), strict=True):
        for name, column in COLUMNS.items():
            if ours[name] is None:
                assert texts[name] == ""
            elif column.kind is float:
                assert float(texts[name]) == ours[name]
            elif column.kind is bool:
                assert texts[name] == ("true" if ours[name] else "false")
            else:
                assert texts[name] == str(ours[name])
    first = next(row for row in rows if row["name"] == "mean_velocity_mm_s" and row["value"] == ODD)
    assert first["began"] == "2026-03-03T04:30:00.000000Z"
    assert json.loads(first["repeats"]) == [1.5, 2.25]


def test_a_missing_value_is_null_with_its_reason_in_each(kept: list[ReadRecording]) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(outcome_table(kept, Path("t.parquet"))))
    rows = [row for row in table.to_pylist() if row["name"] is not None]
    for row in rows:
        assert (row["value"] is None) == (row["refused"] is not None)
    assert sum(row["value"] is None for row in rows) == 1
    assert table.schema.field("seconds").metadata[b"unit"] == b"s"
    assert table.schema.field("began").type.tz == "UTC"
    assert b"NaN" not in outcome_table(kept, Path("t.json"))


def test_what_is_no_number_is_null_with_a_reason_in_both_databases_and_every_file(
    records: Records, make: Make
) -> None:
    """SQLite would make NULL of NaN, PostgreSQL keeps it, and JSON has no word for it."""
    given = {
        "nan": (math.nan, ""), "inf": (-math.inf, ""), "none": (None, ""), "why": (None, "stopped"),
        "nan_why": (math.nan, "too short"), "there": (0.0, "a reason of before"),
    }  # fmt: skip
    outcomes = tuple(
        ReadOutcome("test", name, value, "mm", "d", refused, "m", (1.0, math.nan, 3.0))
        for name, (value, refused) in given.items()
    )
    zone = dt.timezone(dt.timedelta(hours=-9, minutes=-30))
    began = dt.datetime(1899, 12, 31, 20, 0, tzinfo=zone)
    records.add_recording(make("a", outcomes=outcomes, began=began, seconds=None))
    trials = kept_trials(records.database)
    told = {one.name: (one.value, one.refused) for one in trials[0].outcomes}
    assert told == {
        "nan": (None, "what was worked out is no finite number"),
        "inf": (None, "what was worked out is no finite number"),
        "none": (None, "no reason was given"),
        "why": (None, "stopped"),
        "nan_why": (None, "too short"),
        "there": (0.0, ""),
    }
    assert trials[0].outcomes[0].repeats == (1.0, 3.0)
    parquet = io.BytesIO(outcome_table(trials, Path("t.parquet")))
    rows = pyarrow.parquet.read_table(parquet).to_pylist()
    plain = json.loads(outcome_table(trials, Path("t.json")))["rows"]
    lines = csv.DictReader(io.StringIO(outcome_table(trials, Path("t.csv")).decode()))
    for row, other, line in zip(rows, plain, lines, strict=True):
        assert row["began"] == dt.datetime(1900, 1, 1, 5, 30, tzinfo=dt.UTC)
        assert other["began"] == line["began"] == "1900-01-01T05:30:00.000000Z"
        assert row["value"] == other["value"] == (float(line["value"]) if line["value"] else None)
        assert row["refused"] == other["refused"] == (line["refused"] or None)
        assert row["seconds"] is other["seconds"] is None
        assert line["seconds"] == ""


def test_odd_words_and_an_empty_table_hold(make: Make, tmp_path: Path) -> None:
    odd = make("x", label=WHY + "\n,\t", outcomes=(outcome(1.0, method=WHY),))
    told = json.loads(outcome_table([odd], tmp_path / "t.json"))["rows"][0]
    assert (told["label"], told["method"]) == (WHY + "\n,\t", WHY)
    (row,) = csv.DictReader(io.StringIO(outcome_table([odd], Path("t.csv")).decode(), newline=""))
    assert row["label"] == WHY + "\n,\t"
    assert table_columns([]) == {name: [] for name in COLUMNS}
    assert outcome_table([], Path("t.csv")).decode() == ",".join(COLUMNS) + "\n"
    assert (
        pyarrow.parquet.read_table(io.BytesIO(outcome_table([], Path("t.parquet")))).num_rows == 0
    )
    with pytest.raises(ConfigError, match="which form"):
        outcome_table([], Path("t.xlsx"))


def fhir_of(release: str) -> ModuleType:
    # Without a release the package takes R5.
    where = "fhir.resources.R4B" if release == "R4B" else "fhir.resources"
    return importlib.import_module(f"{where}.bundle")


@pytest.fixture(params=["R4B", "R5"])
def release(request: pytest.FixtureRequest) -> Release:
    name: Release = request.param
    return name


def of_person(kept: list[ReadRecording]) -> list[ReadRecording]:
    return [one for one in kept if one.origin == "real"]


def test_fhir_resources_reads_the_same_numbers(kept: list[ReadRecording], release: Release) -> None:
    bundle = fhir_of(release).Bundle.model_validate_json(fhir_bundle(of_person(kept), release))
    by_type: dict[str, list[Any]] = {}
    for entry in bundle.entry:
        by_type.setdefault(type(entry.resource).__name__, []).append(entry.resource)
    (patient,) = by_type["Patient"]
    assert [one.value for one in patient.identifier] == ["p-017"]
    assert patient.name is None
    assert patient.birthDate is None
    (device,) = by_type["Device"]
    name = device.deviceName[0].name if release == "R4B" else device.name[0].value
    assert (name, device.version[0].value) == ("Board", "0.1")
    said = device.property[0]
    assert (said.valueCode[0].text if release == "R4B" else said.valueString) == "c1"
    hits, value, refused = by_type["Observation"]
    assert float(value.valueQuantity.value) == ODD
    assert (value.valueQuantity.code, value.valueQuantity.system) == (
        "mm/s",
        "http://unitsofmeasure.org",
    )
    assert [float(one.valueQuantity.value) for one in value.component] == [1.5, 2.25]
    assert refused.valueQuantity is None
    assert refused.dataAbsentReason.text == "stopped: stepped"
    assert float(hits.valueQuantity.value) == 0.1 + 0.2
    assert value.effectivePeriod.start == dt.datetime(2026, 3, 3, 4, 30, tzinfo=dt.UTC)
    assert value.effectivePeriod.end == dt.datetime(2026, 3, 3, 4, 31, tzinfo=dt.UTC)
    assert hits.effectiveDateTime == dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
    assert "interrupted" in hits.note[0].text


def test_a_device_has_the_firmware_that_its_board_told(make: Make, release: Release) -> None:
    board = "Two boards: left Arduino board (HX711, firmware 1.1.0); right X (controller 2.0-b, 5)"
    told = msgspec.structs.replace(make("a", outcomes=(outcome(1.0),)), board=board)
    bundle = fhir_of(release).Bundle.model_validate_json(fhir_bundle([told], release))
    (device,) = [one.resource for one in bundle.entry if type(one.resource).__name__ == "Device"]
    found = {one.type.coding[0].code: one.value for one in device.version}
    assert found == {"software": "0.1", "firmware": "1.1.0 + 2.0-b"}


def test_each_reference_leads_to_an_entry_and_each_code_is_explained(
    kept: list[ReadRecording], release: Release
) -> None:
    text = fhir_bundle(of_person(kept), release).decode()
    bundle = json.loads(text)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(re.findall(r'"reference": "([^"]+)"', text)) <= set(urls)
    codes = bundle["entry"][0]["resource"]
    explained = {one["code"] for one in codes["concept"]}
    for entry in bundle["entry"]:
        for coding in entry["resource"].get("code", {}).get("coding", []):
            assert coding["system"] == codes["url"] == f"{BASE}/CodeSystem/outcomes"
            assert coding["code"] in explained
    assert "loinc" not in text.lower()
    assert fhir_bundle(of_person(kept), release).decode() == text


def test_a_simulation_has_no_subject_and_is_tagged(kept: list[ReadRecording]) -> None:
    simulated = [one for one in kept if one.origin != "real"]
    resources = [one["resource"] for one in json.loads(fhir_bundle(simulated))["entry"]]
    assert "Patient" not in {one["resourceType"] for one in resources}
    (found,) = [one for one in resources if one["resourceType"] == "Observation"]
    assert "subject" not in found
    assert found["meta"]["tag"][0]["code"] == "simulated"
    assert "no person stood" in found["note"][0]["text"]


def test_several_people_and_nothing_are_refused(make: Make) -> None:
    one, other = (make(n, person=n, outcomes=(outcome(1.0),)) for n in ("p1", "p2"))
    with pytest.raises(RecordsError, match="several people"):
        fhir_bundle([one, other])
    with pytest.raises(RecordsError, match="no outcome"):
        fhir_bundle([make("e")])


def test_units_of_outcomes_are_known_to_ucum() -> None:
    """All but the one of a mixture, which is told in words."""
    rows = [*own_rows().values()]
    for module in pkgutil.iter_modules(balance_arcade.assess.__path__, "balance_arcade.assess."):
        told = vars(importlib.import_module(module.name))
        tables = [told[name] for name in told if name.endswith("_OUTCOMES")]
        rows += [row for table in tables for row in table.values()]
    assert len(rows) > 200
    assert {row.unit for row in rows} - set(UCUM) <= {"mixed"}


def test_the_commands_write_whole_files(
    records: Records, kept: list[ReadRecording], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    engine: Engine = records.database.engine
    address = engine.url.render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite":
        address = str(engine.url.database)
    else:
        address = address.replace("postgresql+psycopg", "postgresql")
    there = ["--db", address, "--out", str(tmp_path)]
    bundle, table = tmp_path / "odd 手 name.json", tmp_path / "table.csv"
    assert main(["records", "fhir", "p-017", str(bundle), *there]) == 0
    assert bundle.read_bytes() == fhir_bundle(kept_trials(records.database, "p-017"))
    assert main(["records", "table", str(table), *there]) == 0
    assert table.read_bytes() == outcome_table(kept, table)
    assert "4 outcomes of 4 trials" in capsys.readouterr().err
    with records.database.work() as work:
        log = [(row.action, row.subject, row.detail) for row in work.scalars(select(AuditRow))]
    assert [one for one in log if one[0].endswith(".exported")] == [
        ("fhir.exported", "person 1", "3 outcomes of 3 trials"),
        ("table.exported", "", "4 outcomes of 4 trials"),
    ]
    before = table.read_bytes()

    def full(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["records", "table", str(table), *there]) == 1
    assert main(["records", "fhir", "p-017", str(tmp_path / "new.json"), *there]) == 1
    assert table.read_bytes() == before
    assert not list(tmp_path.glob("*.tmp"))
    assert not (tmp_path / "new.json").exists()


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_table_is_read_again_to_the_same_trials(
    kept: list[ReadRecording], tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"t.{ending}"
    file.write_bytes(outcome_table(kept, file))
    again = read_outcome_table(file, Path())
    assert again == [msgspec.structs.replace(one, end_reason="") for one in kept]
    # And into records that know nothing of them, twice.
    with Database(tmp_path / "other.db") as other:
        there = ["--db", str(tmp_path / "other.db"), "--out", str(tmp_path)]
        for _ in range(2):
            assert main(["records", "import", str(file), *there]) == 0
        assert [one.outcomes for one in kept_trials(other)] == [one.outcomes for one in kept]
        assert outcome_table(kept_trials(other), file) == file.read_bytes()


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("began", "2026-03-02T10:00:00", "has no zone"),
        ("began", "yesterday", "Invalid isoformat"),
        ("value", "nan", "nan is no number"),
        ("value", "1e999", "inf is no number"),
        ("sha256", "abc", "row [0-9]: The hash is not one"),
        ("file", "../../etc/passwd", "row [0-9]: The file lies outside"),
        ("file", "/etc/passwd", "row [0-9]: The file lies outside"),
        ("origin", "patient", "row [0-9]: The origin is one of"),
        ("trial", "", "row [0-9]: There is no trial"),
        ("name", "n" * 97, "row [0-9]: The name is longer than 96"),
        ("repeats", '[1, "x"]', "row [0-9]: The repeats are not numbers"),
        ("refused", "stepped", "row [0-9]: A value is there, and a reason"),
        ("label", "a\0b", "row [0-9]: A text holds what is no letter"),
        ("n_samples", "99999999999", "row [0-9]: That many samples"),
        ("board", "Another", "row [0-9]: The trial has other facts"),
        ("complete", "perhaps", "no table of outcomes"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_read(
    make: Make, tmp_path: Path, column: str, value: str, said: str
) -> None:
    file = tmp_path / "t.csv"
    values = (outcome(ODD, repeats=(1.5, 2.25)), outcome(None, name="path_mm"))
    below = msgspec.structs.replace(make("a", outcomes=values), file=Path("a.mcap"))
    told = outcome_table([below], file).decode()
    rows = list(csv.DictReader(io.StringIO(told, newline="")))
    # The one with repeats, so that a wrong text stands beside a number.
    next(row for row in rows if row["repeats"])[column] = value
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), "utf-8", newline="")
    with pytest.raises(RecordsError, match=said):
        read_outcome_table(file, tmp_path)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    for name, data in {
        "a.csv": b"a,b\n1,2\n",
        "b.csv": b"\xff\xfe",
        "c.json": b'{"rows": [{"value": NaN}]}',
        "d.json": b"[]",
        "e.parquet": b"PAR1",
        "f.xlsx": b"",
        "g.csv": b"",
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RecordsError, match=name[0]):
            read_outcome_table(tmp_path / name, tmp_path)
    with pytest.raises(RecordsError, match="cannot be read"):
        read_outcome_table(tmp_path / "none.csv", tmp_path)
