"""Words of games from other packages, beside those of the house."""

import logging
from dataclasses import replace

import msgspec
import pytest
from babel.messages import Catalog, mofile
from outside_game import SPEC, entry, install

from balance_arcade.games import registry
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.spoken import words_for

POND = ("pond", "pond_pkg:GAME")


@pytest.fixture(autouse=True)
def look_anew():
    yield
    registry.forget()


@pytest.fixture
def bring(monkeypatch, tmp_path):
    """Install a game whose package brings German words, and return the package's folder."""

    def pond(package, pairs):
        folder = tmp_path / package
        (folder / "words" / "de" / "LC_MESSAGES").mkdir(parents=True)
        (folder / "__init__.py").touch()
        catalogue = Catalog(locale="de", fuzzy=False)
        for one, said in pairs.items():
            catalogue.add(one, said)
        with (folder / "words" / "de" / "LC_MESSAGES" / "pond.mo").open("wb") as data:
            mofile.write_mo(data, catalogue)
        monkeypatch.syspath_prepend(tmp_path)
        own = msgspec.structs.replace(SPEC, catalogue=f"{package}:words")
        install(monkeypatch, POND, GAME=entry(spec=own))
        return folder

    return pond


def test_a_game_from_outside_speaks_by_its_own_catalogue_where_the_house_has_no_word(bring):
    bring("pond_words", {"Pond": "Teich", "Get ready.": "Achtung!", "{n} leaves": "{n} Blätter"})
    de = words_for("de")
    assert de.say("Pond") == "Teich"
    assert de.say("3.5 leaves") == "3,5 Blätter"
    assert de.say("Get ready.") == "Gleich geht es los."
    assert words_for("es").say("Pond") == "Pond"
    assert words_for("en").say("Pond") == "Pond"
    assert Kit((640, 480), replace(NIGHT, language="de")).spoken.say("Pond") == "Teich"


def test_without_its_package_its_words_are_gone(bring, monkeypatch):
    bring("pond_gone", {"Pond": "Teich"})
    assert words_for("de").say("Pond") == "Teich"
    install(monkeypatch)
    assert words_for("de").say("Pond") == "Pond"


def test_a_catalogue_that_cannot_be_read_is_named_and_the_game_speaks_english(bring, caplog):
    folder = bring("pond_damaged", {"Pond": "Teich"})
    (folder / "words" / "de" / "LC_MESSAGES" / "pond.mo").write_bytes(b"nothing")
    with caplog.at_level(logging.WARNING):
        assert words_for("de").say("Pond") == "Pond"
    assert "The game pond speaks English" in caplog.text


def test_a_package_that_is_not_there_is_named_too(monkeypatch, caplog):
    own = msgspec.structs.replace(SPEC, catalogue="no_such_package:words")
    install(monkeypatch, POND, GAME=entry(spec=own))
    with caplog.at_level(logging.WARNING):
        assert words_for("de").say("Get ready.") == "Gleich geht es los."
    assert "The game pond speaks English" in caplog.text
