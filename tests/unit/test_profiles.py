"""`make test` takes the same examples, whatever ran before."""

import importlib

import profiles
from hypothesis import given, strategies


def drawn():
    seen = []

    @profiles.n_examples(300)
    @given(strategies.floats(), strategies.text(), strategies.integers())
    def look(number, word, whole):
        seen.append(repr((number, word, whole)))

    look()
    return seen


def test_examples_are_the_same_again_even_when_a_module_was_imported(tmp_path, monkeypatch):
    before = drawn()
    assert len(before) == 300
    lines = [f"WORD_{i}, NUMBER_{i} = 'word {i}', {70_000 + i}.5" for i in range(100)]
    (tmp_path / "newly_imported.py").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("newly_imported")
    assert drawn() == before
