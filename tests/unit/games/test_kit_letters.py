"""Letters of European languages, of the catalogues, and what is drawn for one that is missing."""

import logging

import pytest

from balance_arcade.core.words import known_languages
from balance_arcade.core.words.languages import DOMAIN, FOLDER
from balance_arcade.games.kit.letters import drawable, lacking
from balance_arcade.games.kit.text import width_of, wrap
from balance_arcade.testing.words import translations_of

# Letters beyond a to z, as each language's alphabet has them.
ALPHABETS = {
    "Albanian": "çë",
    "Basque, Galician, Spanish": "ñáéíóúü¿¡ªº",
    "Bosnian, Croatian, Serbian, Slovene": "čćđšž",
    "Bulgarian, Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Catalan": "àçèéíïòóúü·",
    "Czech, Slovak": "áäčďéěíĺľňóôŕřšťúůýž",
    "Danish, Norwegian, Swedish": "æøåäö",
    "Dutch, French": "àâæçéèêëîïôœùûüÿáíóúĳ",
    "Estonian, Finnish": "äõöüšž",
    "German": "äöüß„“",
    "Greek": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ",
    "Hungarian": "áéíóöőúüű",
    "Icelandic": "áðéíóúýþæö",
    "Irish, Welsh": "áéíóúâêîôûŵŷ",
    "Italian": "àèéìíîòóùú",
    "Latvian, Lithuanian": "āčēģīķļņšūžąęėįųū",
    "Macedonian, Serbian": "ѓѕјљњќџђћѐѝ",
    "Maltese": "ċġħż",
    "Polish": "ąćęłńóśźż",
    "Portuguese": "ãáâàçéêíõóôú",
    "Romanian": "ăâîșț",
    "Turkish": "çğıİöşüâî",
    "Ukrainian, Belarusian": "ґєіїў’",
}


@pytest.mark.parametrize("names", ALPHABETS)
def test_the_font_has_the_letters_of_european_languages(names):
    letters = ALPHABETS[names] + ALPHABETS[names].upper().replace("SS", "")
    assert lacking(letters) == ""
    assert drawable(letters) == letters


def test_the_few_that_it_lacks_are_known_and_lose_an_accent():
    assert lacking("ΐΰẞẁẃẅʼ") == "ΐẞẁẃẅʼ"
    assert drawable("Μαΐου, GROẞ, ẁẃẅ, пʼять") == "Μαϊου, GROSS, www, п’ять"


@pytest.mark.parametrize("language", [one for one in known_languages() if one != "en"])
def test_no_word_of_a_catalogue_has_a_letter_that_the_font_lacks(language):
    file = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    for said in translations_of(file):
        assert lacking(said) == "", said


def test_what_nothing_can_stand_for_is_a_question_mark_and_named(caplog):
    with caplog.at_level(logging.WARNING):
        assert drawable("手 ok \ue123") == "? ok ?"
    assert "U+E123" in caplog.text


def test_letters_that_are_put_together_are_drawn_as_one():
    assert drawable("Gro\u0308ße") == "Größe"
    assert width_of("Gro\u0308ße", 40.0) == width_of("Größe", 40.0)


def test_a_number_is_not_parted_from_its_unit():
    assert wrap("noch 27\u00a0s", 150.0, 30.0) == ("noch", "27\u00a0s")
