"""The way through a test at the station: prepared, begun by an order, scored into the records."""

from __future__ import annotations

import re

import pytest
from clinic_pages_kit import Clinic

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.assess.guided_tests import add_test, guided_test
from balance_arcade.assess.own_test import OwnTrial, own_test
from balance_arcade.records.clinic.about import tell_about
from balance_arcade.records.clinic.looking import find_session

QUICK = own_test(
    "station-romberg",
    "romberg",
    settings={"trial_s": 5.0},
    trials=[OwnTrial("eo_firm"), OwnTrial("ec_firm")],
)


@pytest.fixture
def clinic(tmp_path):
    one = Clinic(tmp_path)
    yield one
    one.close()


def prepared(clinic, **changed):
    given = {"test": "romberg", "person": "p-017", "board": "2", "height_cm": "172", **changed}
    return clinic.post("/records/assess", **given)


def play(folder, name):
    names = tuple(part.name for part in guided_test(name).parts)
    switches = Switches(publish=False, folder=folder, summary=False)
    with Host.open("sim:?seed=3&speed=0", switches) as host:
        play_headless(host, host.begin(Playlist(names, quick=True), follower=host.follower))
        host.end_session()


def test_what_is_missing_for_a_test_is_said_at_its_field(clinic):
    page = clinic.get("/records/assess", person="p-017")
    assert 'value="p-017"' in page
    assert "2: room-3" in page
    for field, changed in {
        "person": {"person": "Ann Smith"},
        "height_cm": {"test": "limits-of-stability", "height_cm": ""},
    }.items():
        answer = prepared(clinic, **changed)
        assert answer.status_code == 422
        assert f'id="{field}-fault"' in answer.text
    assert 'id="height_cm-fault"' in prepared(clinic, height_cm="1.72").text
    for changed in ({"board": "3"}, {"board": "x"}, {"test": "none"}, {"heel_mm": "<b>"}):
        answer = prepared(clinic, **changed)
        assert answer.status_code == 422
        assert "told care" in answer.text


def test_the_order_names_every_part_and_a_spotter_is_asked_for_class_c(clinic):
    ready = clinic.get(prepared(clinic, test="mctsib").json()["go"])
    assert 'data-game="assess-mctsib-firm,assess-mctsib-foam"' in ready
    assert 'data-board="2"' in ready
    assert 'id="spotter"' in ready
    assert 'id="spotter"' not in clinic.get(prepared(clinic).json()["go"])
    assert clinic.browser.get("/records/assess/none").status_code == 404
    assert "data-seated" not in ready
    assert 'data-seated="true"' in clinic.get(prepared(clinic, test="seated-limits").json()["go"])
    assert clinic.browser.get("/records/assess/grid.pdf").content.startswith(b"%PDF-")


def test_a_test_is_scored_into_the_records_for_its_person_with_the_feet_as_a_note(clinic):
    add_test(QUICK)
    feet = {"heel_mm": "40", "width_mm": "170", "footwear": "socks"}
    way = prepared(clinic, test=QUICK.name, **feet).json()["go"]
    early = clinic.post(f"{way}/score")
    assert early.status_code == 422
    assert "No recording of this test" in early.text
    (clinic.folder / "foreign.mcap").write_bytes(b"no recording")
    play(clinic.folder, QUICK.name)
    done = clinic.post(f"{way}/score").json()["go"]
    assert clinic.post(f"{way}/score").json()["go"] == done
    session = find_session(clinic.database, done.rpartition("/")[2])
    assert session.person == "p-017"
    assert session.origin == "simulated"
    words = "Foot position: heel line 40 mm, width 170 mm; socks."
    assert [note.text for note in session.notes] == [words]
    shown = clinic.get(done)
    assert "romberg" in shown
    assert "mean_velocity" in shown
    report = re.search(r'href="(/records/sessions/\w+/report/\d+)"', shown)[1]
    assert "station-romberg" in clinic.get(report)
    assert clinic.browser.get(f"{report}/pdf").content.startswith(b"%PDF-")
    assert "<style>" in clinic.get(f"{report}/html")
    for absent in (f"{report}7", f"{report}/odt"):
        assert clinic.browser.get(absent).status_code == 404


def test_a_clinics_own_test_is_offered_and_what_it_and_files_are_called_is_escaped(tmp_path):
    title = "<i>Ward</i> & more"
    add_test(own_test("station-ward", "romberg", title=title, settings={"trial_s": 12.0}))
    fault = "<script>alert(1)</script>.toml, line 4: The setting trial_s must be above 0"
    clinic = Clinic(tmp_path, left_out=(fault,))
    try:
        page = clinic.get("/records/assess", person="p-017")
        assert 'value="station-ward"' in page
        assert "own: &lt;i&gt;Ward&lt;/i&gt; &amp; more" in page
        assert "romberg+changed/1 trial_s=12" in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;.toml, line 4" in page
        assert "<script>alert" not in page
        assert "<i>Ward" not in page
        ready = clinic.get(prepared(clinic, test="station-ward").json()["go"])
        assert 'data-game="assess-station-ward"' in ready
    finally:
        clinic.close()


def test_before_it_begins_the_norm_or_the_reason_for_none_is_said(clinic):
    feet = {"width_mm": "100", "angle_deg": "20"}

    def said(**changed):
        way = prepared(clinic, **{"test": "norm-stance", **feet, **changed}).json()["go"]
        return clinic.get(way).split("<h2>Norm</h2>")[1].split("</section>")[0]

    assert "No norm: the age is not known" in said()
    assert "/records/people/p-017/about" in said()
    clinic.records.add_person("p-017")
    tell_about(clinic.records, "p-017", birth_year=clinic.records.now().year - 70)
    told = said()
    assert "60 to 85 years" in told
    assert "Santos and Duarte 2016" in told
    assert "open eyes" in told
    assert "No norm: how well this board measures is not known" in said(board="1")
    assert "was not heard yet" in said(board="1")
    assert "No norm: it was not noted where the feet stood" in said(width_mm="")
    assert "No norm: the feet stood otherwise" in said(angle_deg="60")
    assert "No norm: duration or number of trials" in said(test="quiet-stance")
    assert "No norm that may be cited is known of this." in said(test="cmj")


def test_a_file_that_changed_since_the_board_led_it_is_scored_by_nobody(clinic):
    add_test(QUICK)
    way = prepared(clinic, test=QUICK.name).json()["go"]
    play(clinic.folder, QUICK.name)
    listed = [OwnTrial("eo_firm"), OwnTrial("ec_firm")]
    add_test(own_test(QUICK.name, "romberg", settings={"trial_s": 4.0}, trials=listed))
    later = prepared(clinic, test=QUICK.name).json()["go"]
    refused = clinic.post(f"{later}/score")
    assert refused.status_code == 422
    assert "Another version of the test station-romberg" in refused.text
    assert clinic.post(f"{way}/score").status_code == 200
