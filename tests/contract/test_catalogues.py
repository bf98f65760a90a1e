"""The house's catalogues: whole, checked, compiled, within eight words; how faults are found."""

import shutil
from pathlib import Path

import pytest

import balance_arcade
from balance_arcade.core.words import known_languages, words_in
from balance_arcade.core.words.languages import DOMAIN, FOLDER
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.session.prompts import all_prompts
from balance_arcade.testing.words import catalogue_faults, sentences_in, update

CODE = Path(balance_arcade.__file__).parent
OTHERS = [one for one in known_languages() if one != "en"]


def test_every_sentence_is_translated_and_no_translation_is_left_over():
    # What is written here says what to do: run `make words`, translate, run it again.
    assert catalogue_faults(CODE, FOLDER, DOMAIN) == []


def test_there_are_german_and_spanish():
    assert OTHERS == ["de", "es"]


@pytest.mark.parametrize("language", OTHERS)
def test_prompts_and_instructions_have_eight_words_at_most(language):
    said = words_in(language)
    for text in (*all_prompts(), *(game_spec(name).instruction for name in known_games())):
        assert len(said.say(text).split()) <= 8, said.say(text)


@pytest.mark.parametrize("language", OTHERS)
def test_all_prompts_titles_and_captions_are_known(language):
    said = words_in(language)
    for name in known_games():
        spec = game_spec(name)
        for text in (spec.title, spec.instruction, *spec.event_words.values()):
            assert said.knows(text), text
    for text in all_prompts():
        assert said.knows(text.format(load=7, least=15, title="Orchard")), text


@pytest.fixture
def package(tmp_path):
    """A package of one module and one language, translated."""
    code, catalogues = tmp_path / "pond", tmp_path / "catalogues"
    code.mkdir()
    (code / "view.py").write_text('A = msgid("Hold for {n} s.")\n', encoding="utf-8")
    folder = catalogues / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pond.po").touch()
    update(code, catalogues, "pond")
    translate(folder / "pond.po", "Hold for {n} s.", "{n} s halten.")
    assert update(code, catalogues, "pond") == []
    return code, catalogues, "pond", folder / "pond.po"


def translate(file, one, said):
    text = file.read_text(encoding="utf-8")
    assert f'msgid "{one}"\n' in text
    head, _, rest = text.partition(f'msgid "{one}"\n')
    _, _, tail = rest.partition("\n")
    file.write_text(f'{head}msgid "{one}"\nmsgstr "{said}"\n{tail}', encoding="utf-8")


def test_a_new_sentence_is_named_with_what_to_do(package):
    code, catalogues, domain, _ = package
    (code / "more.py").write_text('kit.words(surface, "Very good.")\n', encoding="utf-8")
    (fault,) = catalogue_faults(code, catalogues, domain)
    assert "lacks 'Very good.' (pond/more.py)" in fault
    assert "make words" in fault
    (fault,) = update(code, catalogues, domain)
    assert "'Very good.' has no translation yet: write one." in fault


def test_a_sentence_that_has_gone_a_lost_place_and_a_fuzzy_one_are_named(package):
    code, catalogues, domain, file = package
    whole = file.read_text(encoding="utf-8")
    translate(file, "Hold for {n} s.", "Kurz halten.")
    assert "has the places ['n']" in catalogue_faults(code, catalogues, domain)[0]
    file.write_text(whole.replace('msgid "Hold', '#, fuzzy\nmsgid "Hold'), encoding="utf-8")
    assert "marked fuzzy" in catalogue_faults(code, catalogues, domain)[0]
    file.write_text(whole, encoding="utf-8")
    (code / "view.py").write_text("", encoding="utf-8")
    assert "no code says any more" in catalogue_faults(code, catalogues, domain)[0]


def test_a_catalogue_that_was_not_compiled_is_named(package):
    code, catalogues, domain, file = package
    translate(file, "Hold for {n} s.", "{n} Sekunden halten.")
    assert "newer than its .mo file" in catalogue_faults(code, catalogues, domain)[0]
    file.with_suffix(".mo").unlink()
    assert "newer than its .mo file" in catalogue_faults(code, catalogues, domain)[0]


def test_compiling_again_changes_no_byte(package, tmp_path):
    code, catalogues, domain, file = package
    kept = tmp_path / "kept"
    shutil.copytree(file.parent, kept)
    update(code, catalogues, domain)
    for one in kept.iterdir():
        assert one.read_bytes() == (file.parent / one.name).read_bytes()


def test_marked_and_drawn_texts_and_a_games_words_are_found():
    code = """
A = counted("{n} star", "{n} stars", 3)
SPEC = GameSpec(name="pond", title="Pond", instruction=WORDS, event_words={"game.a": "A leaf"})
def draw(self, kit):
    kit.words(surface, "Stay" if calm else self.words or "Well done", box)
    self._kit.label(surface, f"{left:.0f}", at)
    chrome.sentence(kit, surface, "Step on")
    form.words("no text of the screen")
"""
    found = [(one.one, one.many) for one in sentences_in(code)]
    assert sorted(found) == [
        ("A leaf", ""),
        ("Pond", ""),
        ("Stay", ""),
        ("Step on", ""),
        ("Well done", ""),
        ("{n} star", "{n} stars"),
    ]


@pytest.mark.parametrize("code", ['kit.words(s, f"{n} left")', 'msgid(f"{n} left")', "msgid(WORD)"])
def test_a_text_that_is_put_together_is_refused_with_the_line(code):
    with pytest.raises(ValueError, match=r"view.py, line 2: .*(literal|format)"):
        sentences_in(f"\n{code}", "view.py")
