"""Lily Pond's German words are whole, compiled, and within eight words."""

from pathlib import Path

import lily_pond

from balance_arcade.core.words import Catalogue, catalogue_file, words_in
from balance_arcade.testing.words import catalogue_faults

FOLDER = Path(lily_pond.__file__).parent


def test_german_is_whole_and_compiled():
    assert catalogue_faults(FOLDER, FOLDER / "catalogues", "lily-pond") == []


def test_the_pond_speaks_german():
    own = Catalogue(catalogue_file(FOLDER / "catalogues", "lily-pond", "de"))
    german = words_in("de", own)
    assert german.say(lily_pond.SPEC.title) == "Seerosenteich"
    assert len(german.say(lily_pond.SPEC.instruction).split()) <= 8
