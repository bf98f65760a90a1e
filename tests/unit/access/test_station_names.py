"""Names on the station's pages: only where they were unlocked, and each showing written down."""

from __future__ import annotations

import datetime as dt

import pytest
from clinic_pages_kit import EVIL, Clinic

from balance_arcade.records.clinic.identities import Identities, Identity, IdentityDatabase

PAGES = ("", "/people/p-1", "/people/p-1/trends", "/people/p-1/report", "/people/p-1/export")


@pytest.fixture
def people(tmp_path):
    with IdentityDatabase(tmp_path / "identities.db") as database:
        yield Identities(database, "four calm green herons")


@pytest.fixture
def clinic(tmp_path, people):
    one = Clinic(tmp_path, people)
    one.records.add_person("p-1")
    one.records.add_person("p-2")
    people.put(Identity("p-1", f"Łucja {EVIL}", dt.date(1948, 2, 29), "Ward 3"))
    yield one
    one.close()


def test_without_the_identities_unlocked_no_page_has_a_name(clinic, tmp_path):
    locked = Clinic(tmp_path)
    try:
        for path in PAGES:
            assert "Łucja" not in locked.get(f"/records{path}")
        assert 'name="who"' not in locked.get("/records/new")
        assert locked.post("/records/new", person="p-9", who="Ann").status_code == 422
    finally:
        locked.close()


def test_unlocked_names_stand_beside_pseudonyms_and_are_found(clinic):
    for path in PAGES:
        text = clinic.get(f"/records{path}")
        assert "Łucja" in text
        assert "<script>a" not in text
    told = [action for action, _ in clinic.actions() if action.startswith("identity.")]
    assert told == ["identity.listed", *["identity.shown"] * 4]
    found = clinic.get("/records", q="LUCJA")
    assert "p-1" in found
    assert "p-2" not in found
    assert "identity.searched" in [action for action, _ in clinic.actions()]
    assert "1948-02-29" in clinic.get("/records/people/p-1")
    assert clinic.browser.get("/records/people/p-3").status_code == 404


def test_reports_exports_and_the_audit_log_never_hold_a_name(clinic):
    assert b"ucja" not in clinic.browser.get("/records/people/p-1/report.html").content
    way = clinic.post("/records/people/p-1/export").json()["go"]
    assert b"ucja" not in clinic.browser.get(way).content
    clinic.get("/records/people/p-1")
    assert "Łucja" not in clinic.get("/records/audit")


def test_a_new_patient_gets_a_name_of_their_own(clinic, people):
    assert clinic.post("/records/new", person="p-5", who="Ana Ñandú").status_code == 200
    assert people.of("p-5").name == "Ana Ñandú"
    assert clinic.post("/records/new", person="p-6", who=" ").status_code == 200
    assert people.of("p-6") is None
    again = clinic.post("/records/new", person="p-5", who="Somebody Else")
    assert again.status_code == 422
    assert people.of("p-5").name == "Ana Ñandú"
