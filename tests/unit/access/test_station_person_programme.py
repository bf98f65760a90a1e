"""A patient's programme on the station: assigned, edited for them alone, ended, each undone."""

from __future__ import annotations

import datetime as dt

import pytest
from clinic_pages_kit import EVIL, Clinic

from balance_arcade.records.clinic.programmes import add_programme, assigned
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.person_store import KeptSet, PersonRecord

TEXT = 'name = "Calm"\nweeks = 2\nsessions_per_week = 2\n[[block]]\ngame = "orchard"\nminutes = 4\n'
PATH = "/records/people/p-017/programme"


@pytest.fixture
def clinic(tmp_path):
    one = Clinic(tmp_path)
    one.records.add_person("p-017")
    one.records.add_person("p-018")
    add_programme(one.records, "Calm", TEXT)
    add_programme(one.records, f"Evil {EVIL}"[:60], TEXT.replace("Calm", "x"))
    yield one
    one.close()


def done(clinic, how, **form):
    answer = clinic.post(f"{PATH}/{how}", **form)
    assert answer.status_code == 200, answer.text
    return answer.json()["go"]


def now(clinic, person="p-017"):
    rows = assigned(clinic.database, person)
    return (rows[0].name, rows[0].version) if rows and rows[0].until is None else None


def test_assign_end_and_their_undo(clinic):
    text = clinic.get(PATH)
    assert "No programme is assigned to p-017." in text
    assert "<script>alert" not in text
    go = done(clinic, "assign", name="Calm")
    assert (now(clinic), go) == (("Calm", 1), f"{PATH}?was=none")
    text = clinic.get(go)
    assert "Next: week 1 of 2, session 1 of 2." in text
    assert "Undo: no programme again" in text
    go = done(clinic, "end")
    assert now(clinic) is None
    assert "Undo: Calm, version 1 again" in clinic.get(go)
    done(clinic, "assign", name="Calm", version="1")
    assert now(clinic) == ("Calm", 1)
    assert "Programmes of before" in clinic.get(PATH)
    log = [action for action, _ in clinic.actions() if action.startswith("programme.")]
    assert log[2:] == ["programme.assigned", "programme.ended", "programme.assigned"]


def test_an_edit_for_one_patient_leaves_the_others_theirs(clinic):
    done(clinic, "assign", name="Calm")
    clinic.post("/records/people/p-018/programme/assign", name="Calm")
    page = "/records/programmes/Calm?version=1&for=p-017"
    assert "Save and assign to p-017" in clinic.get("/records/programmes/Calm?for=p-017")
    form = {"name": "Calm", "weeks": "3", "blocks": "1", "b0_game": "orchard", "do": "save"}
    answer = clinic.post(page, **form | {"weeks": "99"})
    assert answer.status_code == 422
    assert "assign to p-017" in answer.text
    answer = clinic.post(page, **form)
    assert answer.json()["go"] == f"{PATH}?was=Calm&version=1"
    assert (now(clinic), now(clinic, "p-018")) == (("Calm", 2), ("Calm", 1))
    assert "Take version 2" in clinic.get("/records/people/p-018/programme")
    # Nobody of the records: a programme alone is saved.
    answer = clinic.post("/records/programmes/Calm?for=nobody", **form | {"weeks": "4"})
    assert answer.json()["go"] == "/records/programmes/Calm"
    assert now(clinic) == ("Calm", 2)


def test_what_was_done_of_it_is_told_by_week(clinic):
    done(clinic, "assign", name="Calm")
    today = dt.datetime.now().astimezone()
    played = KeptSet(
        when=today.isoformat(), day=f"{today:%Y-%m-%d}", origin="real", programme="Calm",
        week=1, session=1, number=1, game="orchard", set=1, sets=1, completed=True, successful=True,
        trials=9, successes=8, active_s=240.0, elapsed_s=300.0, difficulty=0.4, own_trials=6,
        own_successes=5, rating=4,
    )  # fmt: skip
    PersonFiles(clinic.folder / PEOPLE).save(PersonRecord("p-017", sets=(played,)))
    text = clinic.get(PATH)
    assert "Next: week 1 of 2, session 2 of 2." in text
    assert all(f'<span class="num">{cell}</span>' in text for cell in ("4", "8", "1", "2", "4.0"))


def test_what_cannot_be_is_refused(clinic):
    assert clinic.post(f"{PATH}/assign", name="Nothing").status_code == 409
    assert clinic.post(f"{PATH}/assign", name="Calm", version="7").status_code == 409
    assert clinic.post(f"{PATH}/forget", name="Calm").status_code == 404
    assert clinic.post("/records/people/p-999/programme/end").status_code == 404
    assert now(clinic) is None
