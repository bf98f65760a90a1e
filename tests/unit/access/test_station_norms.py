"""Year of birth and sex on the station's pages, and norms beside numbers and charts."""

from __future__ import annotations

import pytest
from clinic_pages_kit import Clinic

from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.records.clinic.about import About, about_person
from balance_arcade.records.clinic.reading import ReadOutcome

NAME = "mean_velocity_mm_s_eo_firm"
METHOD = f"norm-stance {guided_test('norm-stance').protocol.describe()}"
FEET = "feet: heel_width_mm=100 foot_angle_deg=20"
ABOUT = "/records/people/p-017/about"


@pytest.fixture
def clinic(tmp_path):
    one = Clinic(tmp_path)
    yield one
    one.close()


def stance(clinic, name, value, day, **facts):
    one = ReadOutcome("test", NAME, value, "mm/s", "path / T", "", METHOD, (value, value, value))
    given = {"feet": FEET, "measures_as": "force plate", **facts}
    clinic.recorded(name, day=day, outcomes=(one,), **given)


def test_the_year_is_told_changed_taken_back_and_undone(clinic):
    clinic.records.add_person("p-017")
    assert "not known" in clinic.get(ABOUT)
    go = clinic.post(ABOUT, birth_year=" 1948 ", sex="female").json()["go"]
    assert about_person(clinic.database, "p-017") == About(1948, "female")
    assert "Undo: year not known, not known" in clinic.get(go)
    clinic.post(ABOUT, birth_year="", sex="")
    assert about_person(clinic.database, "p-017") == About()
    for wrong in ("48", "1948-02-29", "19x8", "3000", "<b>"):
        answer = clinic.post(ABOUT, birth_year=wrong, sex="")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert "<b>" not in answer.text.split("</nav>")[-1].replace("<b>p-017", "")
    assert clinic.post(ABOUT, birth_year="1948", sex="other").status_code == 422
    assert about_person(clinic.database, "p-017") == About()
    assert [action for action, _ in clinic.actions()].count("person.about") == 2


def test_somebody_new_may_come_with_a_year_and_a_wrong_one_adds_nobody(clinic):
    assert clinic.post("/records/new", person="p-1", birth_year="1950").status_code == 200
    assert about_person(clinic.database, "p-1") == About(1950)
    assert clinic.post("/records/new", person="p-2", birth_year="50").status_code == 422
    assert clinic.records.people() == ["p-1"]
    assert clinic.post("/records/new", person="p-3", birth_year="").status_code == 200


def test_trends_and_session_say_the_norm_with_its_source_or_why_there_is_none(clinic):
    for day, value in enumerate((25.0, 15.0, 9.0)):
        stance(clinic, f"s{day}", value, day)
    plain = clinic.get("/records/people/p-017/trends")
    assert "No norm: the age is not known." in plain
    clinic.post(ABOUT, birth_year="1950", sex="")
    text = clinic.get("/records/people/p-017/trends")
    assert "25th to 50th percentile" in text
    assert "norm 6.86 to 20.6 mm/s: 5th to 95th percentile, 60 to 85 years, n = 76" in text
    assert "adults living at home in São Paulo" in text
    assert "peerj.2648" in text
    # One band lies behind the three sessions.
    assert text.count('fill-opacity="0.16"') == 1
    assert plain.count('fill-opacity="0.16"') == 0
    session = clinic.get("/records/sessions/session-s0")
    assert "above the 95th percentile" in session
    assert "Santos and Duarte 2016" in session


def test_a_session_of_another_stance_says_so(clinic):
    stance(clinic, "a", 9.0, 0, age_y=65, feet="")
    assert "it was not noted where the feet stood" in clinic.get("/records/sessions/session-a")
