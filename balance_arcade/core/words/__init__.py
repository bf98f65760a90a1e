"""Words of the patient's screen: English in the code, other languages by catalogues of gettext."""

from balance_arcade.core.words.catalogue import Catalogue
from balance_arcade.core.words.languages import ENGLISH, known_languages, language_of
from balance_arcade.core.words.marks import counted, msgid
from balance_arcade.core.words.numbers import number, number_in
from balance_arcade.core.words.translate import Words, catalogue_file, words_in

__all__ = [
    "ENGLISH",
    "Catalogue",
    "Words",
    "catalogue_file",
    "counted",
    "known_languages",
    "language_of",
    "msgid",
    "number",
    "number_in",
    "words_in",
]
