"""Pages of the clinic's records: what they show, refuse and write down, and who may do which."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile

import pytest
from access_kit import House, headers
from clinic_pages_kit import EVIL, Clinic
from starlette.applications import Starlette
from starlette.testclient import TestClient

from balance_arcade.core.events import Event
from balance_arcade.records.clinic.reading import ReadOutcome
from balance_arcade.server.station.clinic.absent import absent_routes


@pytest.fixture
def clinic(tmp_path):
    one = Clinic(tmp_path)
    yield one
    one.close()


def velocity(values, name="mean_velocity_mm_s"):
    return ReadOutcome(
        "test", name, sum(values) / len(values), "mm/s", "path / T", "", "mctsib/1", values
    )


def test_without_records_the_page_says_how_to_get_them():
    answer = TestClient(Starlette(routes=absent_routes())).get("/records/people/p-017")
    assert answer.status_code == 404
    assert "balance-arcade station --records FILE" in answer.text
    assert "p-017" not in answer.text


def test_people_are_found_by_any_part_of_their_pseudonym_page_by_page(clinic):
    for number in range(62):
        clinic.records.add_person(f"P-{number:03d}")
    clinic.records.add_person("a_1")
    clinic.recorded("x", "P-007", day=3)
    first = clinic.get("/records")
    assert first.count("<li>") == 60
    assert "1–60 of 63" in first
    assert "61–63 of 63" in clinic.get("/records", first="60")
    assert "none of 63 here" in clinic.get("/records", first="9999")
    assert "1–60 of 63" in clinic.get("/records", first="-1; DROP TABLE person")
    found = clinic.get("/records", q=" p-00 ")
    assert found.count("<li>") == 10
    assert "1 session, newest" in found
    assert clinic.get("/records", q="_").count("<li>") == 1
    assert clinic.get("/records", q="%").count("<li>") == 0
    assert "&lt;script&gt;" in clinic.get("/records", q=EVIL)
    assert "<script>a" not in clinic.get("/records", q=EVIL)
    assert clinic.get("/records", q="p" * 10_000).count("<li>") == 0


def test_history_shows_sessions_newest_first_with_what_happened(clinic):
    fall = Event(2.0, "safety.adverse_event", {"kind": "near fall", "text": EVIL})
    pain = Event(3.0, "wellbeing.answer", {"scale": "pain", "value": 4, "most": 10})
    pauses = [Event(4.0, "session.pause"), Event(5.0, "session.pause")]
    refused = ReadOutcome("test", "rms_ml_mm", None, "mm", "", "stopped: stepped off", "m")
    clinic.recorded("a", events=(fall, pain, *pauses), outcomes=(refused,), complete=False)
    clinic.recorded("b", day=1, origin="simulated", label=EVIL * 2)
    clinic.recorded("c", person="")
    text = clinic.get("/records/people/p-017")
    for words in ("near fall", "pain 4 of 10", "2 pauses", "1 number refused", "cut off"):
        assert words in text
    assert text.index("SIMULATED") < text.index("near fall")
    assert "<script>a" not in text
    assert "\u202e" not in text
    assert "session-c" not in text
    assert "session-c" in clinic.get("/records/unassigned")
    assert "SIMULATED" in clinic.get("/records/sessions/session-b")
    assert "SIMULATED" not in clinic.get("/records/sessions/session-a")
    assert "none: stopped: stepped off" in clinic.get("/records/sessions/session-a")
    assert clinic.browser.get("/records/people/p-018").status_code == 404
    assert clinic.browser.get("/records/sessions/session-z").status_code == 404


def test_trends_tell_a_planted_change_from_error_in_words(clinic):
    for day in range(4):
        spread = (-1.0, 0.0, 1.0)
        clinic.recorded(
            f"t{day}",
            day=day,
            outcomes=(
                velocity(tuple(20.0 - 4.0 * day + one for one in spread)),
                velocity(tuple(20.0 - 0.2 * day + one for one in spread), "rms_mm"),
                ReadOutcome("game", "difficulty", 0.1 * day, "", "", "", "game star-reach"),
            ),
        )
    clinic.recorded("s", origin="simulated", outcomes=(velocity((1.0, 2.0)),))
    text = clinic.get("/records/people/p-017/trends")
    shown = [text.index(words) for words in (">changed<", ">within error<", ">too few trials<")]
    assert shown == sorted(shown)
    assert text.count("<svg") == 3
    assert text.count("No norm that may be cited is known of this.") == 3
    assert "style=" not in text
    assert clinic.get("/records/people/p-017/trends", outcome="rms").count("<svg") == 1
    assert "SIMULATED" in clinic.get("/records/people/p-017/trends", simulated="1")


def test_the_report_is_that_of_the_command_and_comes_as_a_page_and_a_pdf(clinic):
    from balance_arcade.reports.from_records import Wanted, report_sheet
    from balance_arcade.reports.sheet_html import sheet_html
    from balance_arcade.reports.sheet_pdf import sheet_pdf

    for day in range(2):
        clinic.recorded(f"t{day}", day=day, outcomes=(velocity((9.0 + day, 10.0, 11.0)),))
    wanted = Wanted(person="p-017")
    sheet = report_sheet(clinic.database, clinic.records.folder, wanted)
    shown = clinic.get("/records/people/p-017/report")
    assert "style=" not in shown
    assert "Not a medical device" in shown
    path = "/records/people/p-017/report"
    page = clinic.browser.get(f"{path}.html", params={"paper": "letter"})
    assert page.text == sheet_html(sheet, paper="letter")
    assert page.headers["content-disposition"] == 'attachment; filename="progress-p-017.html"'
    assert clinic.browser.get(f"{path}.pdf").content == sheet_pdf(sheet)
    assert clinic.browser.get("/records/people/p-9/report.pdf").status_code == 404
    for words in ("Fortschritt", 'lang="de"'):
        assert words in clinic.get(path, language="de", variant="none")
    assert "path / T" in clinic.get(path, variant="research")


def test_the_report_of_a_session_is_one_way_from_its_page(clinic):
    clinic.recorded("a", outcomes=(velocity((9.0, 10.0, 11.0)),))
    way = "/records/sessions/session-a/report/session"
    assert way in clinic.get("/records/sessions/session-a")
    assert "session-a" in clinic.get(way)
    assert "SHA-256" in clinic.get(way, variant="research")
    answer = clinic.browser.get(f"{way}/pdf", params={"paper": "letter", "language": "es"})
    assert answer.content.startswith(b"%PDF-")
    assert 'filename="session-session-.pdf"' in answer.headers["content-disposition"]
    assert clinic.browser.get(f"{way}/doc").status_code == 404


def test_an_export_is_taken_once_and_stands_in_the_audit_log(clinic):
    clinic.recorded("a")
    assert "p-017.zip" not in clinic.get("/records/people/p-017/export")
    way = clinic.post("/records/people/p-017/export").json()["go"]
    taken = clinic.browser.get(way)
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert archive.namelist() == ["records.json", "person.json", "recordings/a.mcap"]
        assert json.loads(archive.read("records.json"))[0]["id"] == "session-a"
    assert clinic.browser.get(way).status_code == 404
    assert clinic.actions()[-1] == ("person.exported", "local")
    (clinic.folder / "a.mcap").unlink()
    refused = clinic.post("/records/people/p-017/export")
    assert refused.status_code == 409
    assert "recordings are missing" in refused.text


def test_the_audit_log_names_the_row_that_was_changed(clinic):
    clinic.recorded("a")
    assert "The chain is whole: 2 rows fit." in clinic.get("/records/audit", check="1")
    with sqlite3.connect(clinic.folder / "records.db") as opened:
        opened.execute("UPDATE audit SET actor = 'nobody' WHERE id = 2")
    opened.close()
    assert "The chain breaks at row 2" in clinic.get("/records/audit", check="1")


def test_a_new_pseudonym_is_added_and_what_looks_like_a_name_is_refused_at_its_field(clinic):
    assert clinic.post("/records/new", person=" p-1 ").json() == {"go": "/records/people/p-1"}
    refused = clinic.post("/records/new", person=EVIL)
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert "never a name" in refused.text
    assert "<script>a" not in refused.text
    assert clinic.records.people() == ["p-1"]


def test_who_was_added_by_mistake_is_withdrawn_kept_and_brought_back(clinic):
    clinic.records.add_person("p-1")
    way = "/records/people/p-1"
    assert clinic.post(f"{way}/withdraw").json() == {"go": way}
    assert "p-1</b>" not in clinic.get("/records")
    assert "p-1</b>" in clinic.get("/records", withdrawn="1")
    assert "Undo: bring back" in clinic.get(way)
    clinic.post(f"{way}/restore")
    assert "p-1</b>" in clinic.get("/records")
    clinic.post(f"{way}/withdraw")
    clinic.recorded("a", "p-1")
    assert "p-1</b>" in clinic.get("/records")
    clinic.recorded("b", "p-2")
    assert clinic.post("/records/people/p-2/withdraw").status_code == 409
    assert clinic.post(f"{way}/erase").status_code == 404
    told = [action for action, _ in clinic.actions() if action.startswith("person.")]
    assert told[:4] == ["person.added", "person.withdrawn", "person.restored", "person.withdrawn"]


def test_a_session_is_attached_later_and_every_step_is_undone_and_kept(clinic):
    clinic.recorded("a", person="")
    path = "/records/sessions/session-a"
    assert clinic.post(f"{path}/attach", person="Ann Smith").status_code == 422
    assert clinic.post(f"{path}/attach", person="p-2").json() == {"go": path}
    assert "session-a" in clinic.get("/records/people/p-2")
    away = clinic.post(f"{path}/detach").json()["go"]
    assert "Undo: p-2" in clinic.get(away)
    clinic.post(f"{path}/attach", person="p-2")
    assert clinic.records.sessions("p-2")[0].id == "session-a"
    kept = [action for action, _ in clinic.actions()][-3:]
    assert kept == ["session.attached", "session.detached", "session.attached"]


def test_a_note_is_withdrawn_and_shown_again_and_never_gone(clinic):
    clinic.recorded("a")
    path = "/records/sessions/session-a"
    clinic.post(f"{path}/note", text=EVIL)
    assert "<script>a" not in clinic.get(path)
    assert clinic.post(f"{path}/note/1/hide").json() == {"go": path}
    assert "note gone" in clinic.get(path)
    assert "note" not in clinic.get("/records/people/p-017")
    clinic.post(f"{path}/note/1/show")
    assert "Ωμέγα שלום 王" in clinic.get("/records/people/p-017")
    assert clinic.post(f"{path}/note/77/hide").status_code == 409
    assert clinic.post(f"{path}/note", text="x" * 10_001).status_code == 409
    assert clinic.post(f"{path}/note", text="x" * 200_000).status_code == 413


def test_over_the_network_nobody_reads_without_login_and_viewers_only_read(clinic, tmp_path):
    clinic.recorded("a")
    (tmp_path / "keys").mkdir()
    house = House(tmp_path / "keys", app=clinic.asgi)
    paths = (
        "",
        "/people/p-017",
        "/people/p-017/trends",
        "/sessions/session-a",
        "/audit",
        "/centre",
    )
    for path in paths:
        answer = house.browser().get(f"/records{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    viewer, token = house.logged_in("vera")
    for path in paths:
        answer = viewer.get(f"/records{path}")
        assert answer.status_code == 200
        assert 'method="post"' not in answer.text
        assert "New patient" not in answer.text
    before = clinic.actions()
    for path in ("new", "sessions/session-a/detach", "people/p-017/export", "centre/send"):
        asked = viewer.post(f"/records/{path}", data={"person": "p-3"}, headers=headers(token))
        assert asked.status_code == 403
    assert clinic.actions() == before
    controller, token = house.logged_in("anna")
    assert controller.post("/records/new", data={"person": "p-3"}).status_code == 403
    done = controller.post("/records/new", data={"person": "p-3"}, headers=headers(token))
    assert done.json() == {"go": "/records/people/p-3"}
    account = house.office.accounts.find("anna").id
    assert clinic.actions()[-1] == ("person.added", f"account {account}")
