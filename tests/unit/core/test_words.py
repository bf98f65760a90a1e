"""Sentences, values in them, and numbers, in other languages; catalogues as others write them."""

import io
import itertools

import babel.numbers
import pytest
from babel.messages import Catalog, mofile

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import (
    Catalogue,
    Words,
    counted,
    known_languages,
    language_of,
    number,
    number_in,
    words_in,
)
from balance_arcade.core.words.translate import MAX_KEPT


@pytest.fixture
def catalogue(tmp_path):
    """Makes a catalogue of German, or of another language, from plain pairs."""

    def make(pairs, locale="de"):
        found = Catalog(locale=locale, fuzzy=False)
        for one, said in pairs.items():
            found.add(one, said)
        data = io.BytesIO()
        mofile.write_mo(data, found)
        file = tmp_path / f"{locale}.mo"
        file.write_bytes(data.getvalue())
        return Catalogue(file)

    return make


def test_a_sentence_a_value_and_a_word_within_a_sentence_are_said(catalogue):
    de = Words(
        "de",
        [
            catalogue(
                {
                    "Well done.": "Gut gemacht.",
                    "Pond": "Teich",
                    "{title} is over after {seconds} s.": "Nach {seconds} s ist {title} vorbei.",
                }
            )
        ],
    )
    assert de.say("Well done.") == "Gut gemacht."
    assert de.say("Pond is over after 1.5 s.") == "Nach 1,5 s ist Teich vorbei."
    assert de.say("Wii Balance Board") == "Wii Balance Board"
    assert not de.knows("Wii Balance Board")
    assert de.knows("1:02")
    assert de.say("") == ""


def test_a_place_for_a_number_takes_no_words(catalogue):
    de = Words("de", [catalogue({"{n} of {total}": "{n} von {total}"})])
    assert de.say("3 of 5") == "3 von 5"
    assert de.say("A fault of the board") == "A fault of the board"


def test_the_form_follows_the_number_in_languages_with_more_forms(catalogue):
    pl = catalogue({("{n} star", "{n} stars"): ("{n} gwiazda", "{n} gwiazdy", "{n} gwiazd")}, "pl")
    said = [Words("pl", [pl]).say(counted("{n} star", "{n} stars", n)) for n in (1, 3, 5, 22)]
    assert said == ["1 gwiazda", "3 gwiazdy", "5 gwiazd", "22 gwiazdy"]


def test_the_sentence_with_more_words_of_its_own_is_recognised_first(catalogue):
    pairs = {"{title} of {name}": "{title}/{name}", "A game of {name}": "Spiel {name}"}
    assert Words("de", [catalogue(pairs)]).say("A game of chess") == "Spiel chess"


def test_the_house_counts_before_other_catalogues_and_english_needs_none(catalogue):
    other = catalogue({"Get ready.": "Achtung!", "Pond": "Teich"})
    de = words_in("de", other)
    assert de.say("Get ready.") == words_in("de").say("Get ready.") != "Achtung!"
    assert de.say("Pond") == "Teich"
    assert words_in("en").say("Get ready.") == "Get ready."


def test_what_is_remembered_stays_bounded():
    de = words_in("de")
    for n in range(2 * MAX_KEPT):
        assert de.say(f"The board feels {n} kg. It needs 15.").startswith(f"Das Board spürt {n}")
    assert len(de._kept) <= MAX_KEPT


@pytest.mark.parametrize("content", [b"", b"no catalogue at all, only text", b"\xde\x12\x04\x95"])
def test_a_damaged_catalogue_is_named_with_the_way_out(tmp_path, content):
    file = tmp_path / "bad.mo"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"bad.mo cannot be read.*docs/translate.md"):
        Catalogue(file)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "es"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "es_MX"}, "es"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": ""}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:es:de"}, "es"),
        ({"LANG": "C", "LANGUAGE": "de"}, "en"),
        ({"LANG": "de-AT"}, "de"),
    ],
)
def test_the_computers_language_is_taken_where_there_is_a_catalogue(environment, language):
    assert language_of(environment) == language


@pytest.mark.parametrize("language", known_languages())
def test_numbers_are_written_as_the_common_locale_data_say(language):
    for value, decimals in itertools.product((0.0, 7.25, -12.4, 999.96), (0, 1, 2)):
        pattern = "0." + "0" * decimals if decimals else "0"
        theirs = babel.numbers.format_decimal(value, pattern, locale=language)
        assert number(value, decimals, language=language) == theirs
    percent = babel.numbers.format_percent(0.61, locale=language)
    assert number(61.0, unit="%", language=language) == percent.replace("\u202f", "\u00a0")


def test_every_number_that_is_written_in_english_is_recognised_again():
    for value, decimals, unit in itertools.product(
        (-3.5, 0.0, 61.25), (0, 1), ("", "s", "mm", "%")
    ):
        said = number(value, decimals, unit)
        for language in known_languages():
            assert number_in(said, language) == number(value, decimals, unit, language=language)


def test_there_is_a_sign_for_no_number_and_none_before_nothing():
    assert number(-0.04, 1, "mm") == "0.0\u00a0mm"
    assert number(float("nan"), 1, "mm", language="de") == "–\u00a0mm"
