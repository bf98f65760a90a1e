"""The programme editor: the file's own checks at the form's fields, and every version kept."""

from __future__ import annotations

import re

import pytest
from clinic_pages_kit import EVIL, Clinic

from balance_arcade.app.programme_file import parse_programme
from balance_arcade.records.clinic.programmes import programme_text, programmes
from balance_arcade.server.station.clinic.programme_form import fields_of, moved, written

GOOD = {
    "name": 'Calm "weeks"',
    "weeks": "2",
    "blocks": "2",
    "settings": 'feedback = "two-of-three"',
    "b0_game": "calm-lantern",
    "b0_minutes": "1.5",
    "b0_rating": "no",
    "b1_game": "orchard",
    "b1_sets": "2",
    "b1_weeks": "1, 2",
    "b1_settings": "max_difficulty = 0.6",
}


@pytest.fixture
def clinic(tmp_path):
    one = Clinic(tmp_path)
    yield one
    one.close()


def faulty(answer):
    """Names of the fields at which something is wrong."""
    assert answer.status_code == 422, answer.text
    return re.findall(r'id="(\w+)-fault"', answer.text)


def test_an_empty_list_offers_a_new_programme(clinic):
    text = clinic.get("/records/programmes")
    assert "No programme yet." in text
    assert 'href="/records/programmes/new"' in text


def save(clinic, path="new", **changed):
    return clinic.post(f"/records/programmes/{path}", **(GOOD | changed), do="save")


def test_a_form_becomes_the_programme_it_shows_and_comes_back_from_its_text():
    made = written(GOOD)
    programme = parse_programme(made.text).programme
    assert (programme.name, programme.weeks) == ('Calm "weeks"', 2)
    assert [block.game for block in programme.blocks] == ["calm-lantern", "orchard"]
    assert programme.blocks[1].settings == {"max_difficulty": 0.6}
    assert not programme.blocks[0].rating
    assert fields_of(made.text) == {key: value for key, value in GOOD.items()}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("weeks", "1000"),
        ("weeks", "two"),
        ("sessions_per_week", "-1"),
        ("rest_s", "1e3"),
        ("seed", "9" * 15),
        ("b1_game", EVIL),
        ("b1_sets", "10000"),
        ("b1_minutes", "0"),
        ("b1_weeks", "1, 7"),
        ("b1_weeks", "]\nname = 3"),
        ("settings", "colour = 3"),
        ("settings", "= 3"),
        ("settings", "[[block]]\ngame = 3"),
        ("b0_settings", 'mode = "nonsense"'),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(clinic, field, value):
    assert faulty(save(clinic, **{field: value})) == [field]
    assert programmes(clinic.database) == []


def test_each_save_is_a_version_and_the_same_again_is_none(clinic):
    way = save(clinic).json()["go"]
    assert way == "/records/programmes/Calm%20%22weeks%22"
    path = way.removeprefix("/records/programmes/")
    save(clinic, path)
    save(clinic, path, weeks="3")
    assert [one.version for one in programmes(clinic.database)] == [2, 1]
    assert "weeks = 2" in programme_text(clinic.database, GOOD["name"], 1)
    assert 'value="3"' in clinic.get(way)
    assert 'value="2"' in clinic.get(f"{way}?version=1")
    assert "at most 2 to 6 minutes" in clinic.get(way)
    assert "at most 6 minutes" in clinic.get(f"{way}?version=1")
    assert clinic.browser.get(f"{way}?version=9").status_code == 404
    assert clinic.browser.get("/records/programmes/none").status_code == 404
    assert "another programme" in save(clinic, path, name="Other").text
    assert clinic.actions()[-1] == ("programme.added", "local")


def test_blocks_are_added_moved_and_removed_without_losing_what_was_typed(clinic):
    assert moved(GOOD, "up 1")["b0_settings"] == "max_difficulty = 0.6"
    assert moved(GOOD, "up 1")["b1_game"] == "calm-lantern"
    assert moved(GOOD, "remove 0")["b0_game"] == "orchard"
    assert "b1_game" not in moved(GOOD, "remove 0")
    for nonsense in ("remove 7", "up 0", "up x", "", "drop"):
        assert moved(GOOD, nonsense) == GOOD
    answer = clinic.post("/records/programmes/new", **GOOD, do="add")
    assert answer.status_code == 200
    assert "Block 3" in answer.text
    assert "max_difficulty = 0.6" in answer.text
    many = {**GOOD, "blocks": "24"}
    assert moved(many, "add")["blocks"] == "24"
    assert programmes(clinic.database) == []
