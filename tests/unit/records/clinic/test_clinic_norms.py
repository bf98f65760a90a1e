"""Year of birth and sex beside a pseudonym, and the norms that they open in a person's progress."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path

import pytest
from clinic_kit import Make, outcome
from sqlalchemy import select

from balance_arcade.assess import norms
from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.cli import main
from balance_arcade.core.adverse import MARK
from balance_arcade.core.errors import ConfigError, RecordsError
from balance_arcade.core.events import Event
from balance_arcade.records.clinic.about import About, about_person, tell_about, tell_feet
from balance_arcade.records.clinic.erasing import erase_person
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.kept import kept_trials
from balance_arcade.records.clinic.leaving import export_person
from balance_arcade.records.clinic.progress import Course, courses_of
from balance_arcade.records.clinic.tables import AuditRow
from balance_arcade.records.exchange.fhir import fhir_bundle

METHOD = f"norm-stance {guided_test('norm-stance').protocol.describe()}"
NAME = "mean_velocity_mm_s_eo_firm"
FEET = "feet: heel_width_mm=100 foot_angle_deg=20"


def stance(make: Make, name: str, year: int, value: float | None, **facts: object) -> object:
    given: dict[str, object] = {"measures_as": "force plate", "feet": FEET, **facts}
    began = dt.datetime(year, 3, 2, 8, 0, tzinfo=dt.UTC)
    one = outcome(value, name=NAME, method=METHOD)
    return make(name, session_id=f"s-{name}", began=began, outcomes=(one,), **given)


def course(records: Records, person: str = "p-017") -> Course:
    (found,) = courses_of(records.database, person)
    return found


def test_a_year_of_birth_opens_the_norm_of_each_sessions_age(records: Records, make: Make) -> None:
    records.add_recording(stance(make, "a", 2016, 9.0))  # type: ignore[arg-type]
    records.add_recording(stance(make, "b", 2026, 12.0))  # type: ignore[arg-type]
    assert course(records).norm.told == norms.NO_AGE
    tell_about(records, "p-017", birth_year=1960, sex="female")
    found = course(records)
    # At 55 or 56 the source has nobody; at 65 or 66 it has.
    assert [point.band for point in found.points] == [None, (6.864, 20.64)]
    assert (found.norm.place, found.norm.low) == ("50th to 75th percentile", 6.864)
    assert "peerj.2648" in found.norm.citation
    tell_about(records, "p-017", birth_year=1966)
    assert course(records).norm.told == norms.BETWEEN
    tell_about(records, "p-017", birth_year=None)
    assert course(records).norm.told == norms.NO_AGE


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"feet": ""}, norms.NO_FEET),
        ({"feet": "feet: heel_width_mm=300 foot_angle_deg=20"}, norms.OTHER_FEET),
        ({"measures_as": ""}, norms.NO_DEVICE),
        ({"measures_as": "noisy"}, norms.OTHER_DEVICE),
        ({"age_y": 50}, norms.OTHER_AGE),
    ],
)
def test_what_does_not_match_is_said(
    records: Records, make: Make, facts: dict[str, object], told: str
) -> None:
    records.add_recording(stance(make, "a", 2026, 9.0, **{"age_y": 65, **facts}))  # type: ignore[arg-type]
    found = course(records)
    assert (found.norm.told, found.norm.applies) == (told, False)
    assert found.points[0].band is None


def test_an_age_told_with_a_session_goes_before_the_year_and_feet_may_be_told_later(
    records: Records, make: Make
) -> None:
    records.add_recording(stance(make, "a", 2026, 9.0, age_y=30, feet=""))  # type: ignore[arg-type]
    tell_about(records, "p-017", birth_year=1950)
    tell_feet(records, "s-a", FEET)
    assert course(records).norm.low == 5.322
    (kept,) = kept_trials(records.database)
    assert (kept.age_y, kept.measures_as, kept.feet) == (30, "force plate", FEET)


def test_a_refused_value_keeps_the_norm_of_the_newest_that_is_one(
    records: Records, make: Make
) -> None:
    records.add_recording(stance(make, "a", 2026, 9.0, age_y=70))  # type: ignore[arg-type]
    records.add_recording(stance(make, "b", 2027, None, age_y=71))  # type: ignore[arg-type]
    assert course(records).norm.place == "25th to 50th percentile"


def test_it_is_written_in_the_audit_log_that_it_was_told_and_not_what(records: Records) -> None:
    records.add_person("p-1")
    assert about_person(records.database, "p-1") == About()
    assert tell_about(records, "p-1", birth_year=1948, sex="male") == About(1948, "male")
    assert tell_about(records, "p-1", birth_year=1948) == About(1948, "male")
    assert tell_about(records, "p-1", sex="") == About(1948, "")
    with records.database.work() as work:
        rows = [(one.action, one.detail) for one in work.scalars(select(AuditRow))]
    assert rows == [
        ("person.added", ""),
        ("person.about", "birth_year, sex"),
        ("person.about", "sex"),
    ]
    assert records.verify() == []


def test_what_is_no_year_and_who_is_not_there_is_refused(records: Records) -> None:
    records.add_person("p-1")
    for year in (1899, 2027, -1):
        with pytest.raises(ConfigError, match="year of birth is 1900 to 2026"):
            tell_about(records, "p-1", birth_year=year)
    with pytest.raises(ConfigError, match="female or male"):
        tell_about(records, "p-1", sex="<b>")  # type: ignore[arg-type]
    with pytest.raises(RecordsError, match="Nobody is called"):
        tell_about(records, "p-2", birth_year=1950)
    assert about_person(records.database, "p-1") == About()


def test_it_leaves_with_the_person_and_is_gone_with_them(
    records: Records, make: Make, tmp_path: Path
) -> None:
    records.add_recording(stance(make, "a", 2026, 9.0))  # type: ignore[arg-type]
    tell_about(records, "p-017", birth_year=1950, sex="female")
    bundle = fhir_bundle(
        kept_trials(records.database), about=about_person(records.database, "p-017")
    )
    patient = next(
        one["resource"]
        for one in json.loads(bundle)["entry"]
        if one["resource"]["resourceType"] == "Patient"
    )
    assert (patient["birthDate"], patient["gender"]) == ("1950", "female")
    export_person(records, "p-017", tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        who = json.loads(archive.read("person.json"))
        (session,) = json.loads(archive.read("records.json"))
    assert (who["pseudonym"], who["birth_year"], who["sex"]) == ("p-017", 1950, "female")
    assert session["feet"] == FEET
    erase_person(records, "p-017")
    assert about_person(records.database, "p-017") == About()


def test_the_command_tells_shows_and_takes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> str:
        assert main(["records", "about", "p-7", *words, "--out", str(tmp_path)]) == 0
        return capsys.readouterr().out.strip()

    from balance_arcade.records.clinic.database import Database

    with Database(tmp_path / "records.db") as database:
        Records(database, tmp_path).add_person("p-7")
    assert said() == "year of birth unknown, sex unknown"
    assert said("--birth-year", "1948", "--sex", "female") == "year of birth 1948, sex female"
    assert json.loads(said("--json")) == {"birth_year": 1948, "sex": "female"}
    assert said("--birth-year", "unknown") == "year of birth unknown, sex female"
    assert (
        main(["records", "about", "p-7", "--birth-year", "1948-02-29", "--out", str(tmp_path)]) == 1
    )
    assert "Four digits" in capsys.readouterr().err
    assert main(["records", "about", "p-8", "--out", str(tmp_path)]) == 1


def test_feet_are_read_from_a_recordings_newest_mark() -> None:
    from balance_arcade.records.clinic.reading import _feet

    texts = ("talked", FEET, "feet: heel_width_mm=wide", "left")
    assert _feet([Event(1.0, MARK, {"text": text}) for text in texts]) == FEET
    assert _feet([]) == ""
