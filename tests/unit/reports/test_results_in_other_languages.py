"""What a test measures, why a value is missing, what is to be known: said in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from test_sheets import MADE, found

from balance_arcade.assess import (
    limits_of_stability,
    push_release,
    single_leg,
    sit_to_stand,
    stabilisation,
    stances,
    weight_bearing,
    weight_shift,
)
from balance_arcade.assess.guided_tests import known_tests
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.metric import Metric
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.words import words_in
from balance_arcade.records.clinic.reading import QUIET
from balance_arcade.reports.assessment_sheet import assessment_sheet
from balance_arcade.reports.definition_words import definition_words
from balance_arcade.reports.reason_words import method_words
from balance_arcade.reports.sheet import Sheet, Words
from balance_arcade.reports.titles_of_tests import title_of_test
from balance_arcade.reports.wording import begun, joined, said, texts_of, translated

SCORES = (
    limits_of_stability,
    push_release,
    single_leg,
    sit_to_stand,
    stabilisation,
    stances,
    weight_bearing,
    weight_shift,
)
LANGUAGES = ("de", "es")


def definitions() -> Iterator[str]:
    """Every formula of a test's outcomes, and those of quiet stance before play."""
    for module in SCORES:
        for table in vars(module).values():
            for row in table.values() if isinstance(table, dict) else ():
                if isinstance(row, Metric):
                    yield row.formula
    for name in QUIET:
        yield DEFINITIONS[name].formula.replace("{T}", PRESETS["default"].duration_text)


def unknown(text: str, language: str) -> list[str]:
    """Parts of a text that a language does not say."""
    words = words_in(language)
    return [one for one in texts_of(Sheet("", (), MADE, (Words(text),))) if not words.knows(one)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_definition_is_said(language: str) -> None:
    texts = sorted(set(definitions()))
    assert len(texts) > 70
    assert {text: unknown(definition_words(text), language) for text in texts} == {
        text: [] for text in texts
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_departure_and_reason_of_a_tests_protocol_is_said(language: str) -> None:
    for test in known_tests():
        stops = [rule.reason for rule in test.protocol.stop_rules]
        for text in (*test.protocol.departures, *stops, title_of_test(test.name)):
            assert unknown(text, language) == [], text


def test_a_definition_keeps_its_source_and_a_method_its_names() -> None:
    german = words_in("de")
    text = (
        "mean load while braking [McMahon 2018, doi 10.1519/SSC.0, source not read]; needs 100 Hz"
    )
    assert said(definition_words(text), german) == (
        "mittlere Last beim Bremsen [McMahon 2018, doi 10.1519/SSC.0, Quelle nicht gelesen];"
        " braucht 100 Hz"
    )
    assert said(definition_words("mean of 3 trials of: sum of the steps"), german) == (
        "Mittel von 3 Versuchen von: Summe der Schritte"
    )
    assert said(method_words("test: romberg romberg/1 trial_s=1.5"), german) == (
        "Test: romberg romberg/1 trial_s=1.5"
    )
    assert said(method_words("quiet: quiet stance of 5 s; raw/2 unfiltered, 100 Hz"), german) == (
        "ruhiger Stand von 5 s; raw/2 ungefiltert, 100 Hz"
    )


def test_a_tests_sheet_is_said_whole() -> None:
    outcomes = {name: one for name, one in found().outcomes.items() if "romberg" not in name}
    note = "The board bore 12 N more on foam than before: taken for the foam, and the centre of"
    note += " pressure corrected for it (1.017)."
    setup = {"heel_width_mm": 100.0, "footwear": "socks"}
    result = found(outcomes=outcomes, notes=(note,), setup=setup)
    sheet = assessment_sheet(result, MADE)
    for language in LANGUAGES:
        words = words_in(language)
        assert [one for one in texts_of(sheet) if not words.knows(one.replace("−", "-"))] == []
    german = texts_of(translated(sheet, "de"))
    assert "Augen zu, Versuch 2: Schritt." in german
    assert "Füße: 100 mm auseinander, Socken." in german


def test_a_sentence_begins_with_a_capital_in_every_language() -> None:
    line = joined(["no norm: the age is not known", "no norm: the age is not known"], "; ")
    assert said(begun(line), words_in("de")).startswith("Keine Norm: ")
    assert said(line, words_in("de")).startswith("keine Norm: ")
