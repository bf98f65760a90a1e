"""Sentences in code that are to be translated, and whether a catalogue holds them all.

``make words`` writes the house's catalogues with it; a package with games of its own does the same
for its own: ``python -m balance_arcade.testing.words CODE CATALOGUES DOMAIN``.
"""

from __future__ import annotations

import argparse
import ast
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter
from typing import Final

import msgspec
from babel.messages import Catalog, Message, mofile, pofile

import balance_arcade
from balance_arcade.core.words.languages import DOMAIN, FOLDER

_DRAWING: Final = {"words": 1, "label": 1, "title": 2, "sentence": 2}
"""Where the text stands among the arguments of what draws it."""

_SPEC: Final = {"title", "instruction", "event_words"}
_MARKS: Final = ("msgid(", "counted(", "GameSpec(", "kit.", "chrome.")
_LETTER: Final = re.compile(r"[^\W\d_]{2}")
_HEADER: Final = "# Words of the patient's screen. docs/translate.md says how they are translated."
_NOISE: Final = tuple(
    f'"{name}:'.encode()
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
_NO_DATE: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MAKE: Final = "run `make words`, translate what is new, and run it again"


class Sentence(msgspec.Struct, frozen=True, order=True):
    """A sentence that is to be translated.

    Attributes
    ----------
    one : str
        In English.
    many : str
        Its plural; empty where it has none.
    file : str
        Where it stands.
    """

    one: str
    many: str = ""
    file: str = ""


def sentences_in(code: str, file: str = "") -> list[Sentence]:
    """Find what is to be translated in Python code.

    Found are the texts of ``msgid`` and ``counted``, title, instruction and captions of a
    `GameSpec`, and texts that are handed to the drawing kit as they are.

    Parameters
    ----------
    code : str
        Of a module.
    file : str
        Its name, for the catalogue.

    Raises
    ------
    ValueError
        A text is put together where it is marked or drawn, so that no catalogue can hold it.

    Examples
    --------
    >>> [found.one for found in sentences_in('A = msgid("Hold."); kit.label(s, "Left", at)')]
    ['Hold.', 'Left']
    """
    found: list[Sentence] = []
    # Most modules draw nothing, and taking them apart takes longer than this look.
    if not any(mark in code for mark in _MARKS):
        return found
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            try:
                found += [msgspec.structs.replace(one, file=file) for one in _of_call(node)]
            except ValueError as error:
                raise ValueError(f"{file}, line {node.lineno}: {error}") from error
    return found


def _of_call(call: ast.Call) -> Iterator[Sentence]:
    function = call.func
    if isinstance(function, ast.Name):
        if function.id == "msgid":
            yield Sentence(_literal(call.args[0]))
        elif function.id == "counted":
            yield Sentence(_literal(call.args[0]), _literal(call.args[1]))
        elif function.id == "GameSpec":
            yield from _of_spec(call)
    elif isinstance(function, ast.Attribute) and function.attr in _DRAWING:
        place = _DRAWING[function.attr]
        if _is_drawn(function) and len(call.args) > place:
            yield from map(Sentence, _drawn(call.args[place]))


def _is_drawn(function: ast.Attribute) -> bool:
    """Whether a method is the kit's, or one of the shell that hands its text on to it."""
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return name.removeprefix("_") in {"kit", "chrome"}


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("A marked text must be a literal; values stand in it as {name}.")


def _drawn(node: ast.expr) -> Iterator[str]:
    """Texts that a drawn expression may have and that stand in it as literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if _LETTER.search(node.value):
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_drawn(node.body), *_drawn(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _drawn(value)
    elif isinstance(node, ast.JoinedStr):
        parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if any(_LETTER.search(str(part)) for part in parts):
            raise ValueError(
                "Words with a value in them are drawn: write"
                ' msgid("... {n} ...").format(n=...), which can be translated.'
            )


def _of_spec(call: ast.Call) -> Iterator[Sentence]:
    for keyword in call.keywords:
        if keyword.arg in _SPEC:
            texts = keyword.value.values if isinstance(keyword.value, ast.Dict) else [keyword.value]
            for text in texts:
                # What is no literal is the name of one, which is marked where it is written.
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                    yield Sentence(text.value)


def sentences_of(folder: Path) -> list[Sentence]:
    """Find what is to be translated in all code of a folder, each sentence once and sorted."""
    found: dict[str, Sentence] = {}
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder.parent).as_posix()
        for one in sentences_in(file.read_text(encoding="utf-8"), name):
            known = found.setdefault(one.one, one)
            if one.many and not known.many:
                found[one.one] = one
    return sorted(found.values())


def update(code: Path, catalogues: Path, domain: str) -> list[str]:
    """Bring catalogues up to date with the code, and compile them.

    Sentences that are new come in without a translation, those that have gone leave.

    Parameters
    ----------
    code : Path
        Folder of the package.
    catalogues : Path
        Folder with ``LANGUAGE/LC_MESSAGES/DOMAIN.po``; an empty file makes a new language.
    domain : str
        Name of the files.

    Returns
    -------
    list of str
        What is still to be done, as `catalogue_faults` says it.
    """
    template = _template(sentences_of(code))
    for file in sorted(catalogues.glob(f"*/LC_MESSAGES/{domain}.po")):
        catalogue = _read(file)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(catalogue, file)
    return catalogue_faults(code, catalogues, domain)


def _template(sentences: Sequence[Sentence]) -> Catalog:
    template = Catalog(header_comment=_HEADER, fuzzy=False)
    for one in sentences:
        name = (one.one, one.many) if one.many else one.one
        template.add(name, locations=[(one.file, 1)])
        # Braces would be taken for a format of Python's, with rules of its own.
        template[name].flags.discard("python-brace-format")
    return template


def translations_of(file: Path) -> list[str]:
    """Return all translations of a ``.po`` file, in all their forms."""
    found: list[str] = []
    for entry in _read(file):
        if entry.id:
            forms = entry.string
            found += [forms] if isinstance(forms, str) else list(forms or ())
    return found


def _read(file: Path) -> Catalog:
    with file.open("rb") as data:
        return pofile.read_po(data, locale=file.parts[-3], abort_invalid=True)


def _write(catalogue: Catalog, file: Path) -> None:
    catalogue.header_comment, catalogue.fuzzy = _HEADER, False
    # Equal words give equal files, byte by byte.
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    data = io.BytesIO()
    pofile.write_po(data, catalogue, width=100, sort_output=True, include_lineno=False)
    # Without dates and empty addresses: only words shall differ from one state to the next.
    lines = data.getvalue().splitlines(keepends=True)
    file.write_bytes(b"".join(line for line in lines if not line.startswith(_NOISE)))
    compiled = file.with_suffix(".mo")
    if not _is_compiled(catalogue, compiled):
        with compiled.open("wb") as data_out:
            mofile.write_mo(data_out, catalogue)


def catalogue_faults(code: Path, catalogues: Path, domain: str) -> list[str]:
    """Say what is wrong with the catalogues of a folder of code; nothing where all is well.

    Parameters
    ----------
    code, catalogues, domain
        As of `update`.

    Returns
    -------
    list of str
        Sentences that say what is missing, not checked or left over, and what to do.
    """
    sentences, faults = sentences_of(code), []
    for file in sorted(catalogues.glob(f"*/LC_MESSAGES/{domain}.po")):
        catalogue = _read(file)
        entries = {_id(entry): entry for entry in catalogue if entry.id}
        wanted = {one.one: one for one in sentences}
        where = f"{file.parts[-3]}/{file.name}"
        for text in sorted(wanted.keys() - entries.keys()):
            faults.append(f"{where} lacks {text!r} ({wanted[text].file}): {_MAKE}.")
        for text in sorted(entries.keys() - wanted.keys()):
            faults.append(f"{where} holds {text!r}, which no code says any more: {_MAKE}.")
        faults += [
            f"{where}: {fault}" for entry in entries.values() for fault in _entry_faults(entry)
        ]
        if not faults and not _is_compiled(catalogue, file.with_suffix(".mo")):
            faults.append(f"{where} is newer than its .mo file: run `make words`.")
    return faults


def _id(entry: Message) -> str:
    # Babel gives a plural as a tuple from a .po file, and as a list from a .mo file.
    return entry.id if isinstance(entry.id, str) else str(entry.id[0])


def _entry_faults(entry: Message) -> list[str]:
    name = repr(_id(entry))
    if entry.fuzzy:
        return [f"{name} is marked fuzzy: look at it and take the mark away."]
    texts = entry.string if isinstance(entry.string, tuple) else (entry.string,)
    if not all(texts):
        return [f"{name} has no translation yet: write one."]
    english = _places("".join(entry.id) if isinstance(entry.id, tuple) else str(entry.id))
    return [
        f"{name} has the places {sorted(english)}, and {text!r} has {sorted(_places(text))}."
        for text in map(str, texts)
        if _places(text) != english
    ]


def _places(text: str) -> set[str]:
    """Names of the values that stand in a sentence."""
    return {place for _, place, _, _ in Formatter().parse(text) if place is not None}


def _is_compiled(catalogue: Catalog, file: Path) -> bool:
    if not file.exists():
        return False
    with file.open("rb") as data:
        compiled = mofile.read_mo(data)
    return _strings(catalogue) == _strings(compiled)


def _strings(catalogue: Catalog) -> dict[str, object]:
    return {
        _id(entry): tuple(entry.string) if isinstance(entry.string, list) else entry.string
        for entry in catalogue
        if entry.id
    }


def main() -> None:
    """Bring the house's catalogues up to date, or those that are named."""
    parser = argparse.ArgumentParser(description=update.__doc__)
    parser.add_argument("code", type=Path, nargs="?", default=Path(balance_arcade.__file__).parent)
    parser.add_argument("catalogues", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("domain", nargs="?", default=DOMAIN)
    args = parser.parse_args()
    faults = update(args.code, args.catalogues, args.domain)
    for fault in faults:
        print(fault)  # noqa: T201 - a tool for the command line
    if not faults:
        print("All words are translated.")  # noqa: T201


if __name__ == "__main__":
    main()
