"""The form that asks which test, who, where and how the person stands; and what was typed there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from balance_arcade.assess.foot_place import FOOTWEAR
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.guided_tests import is_own, known_tests
from balance_arcade.assess.stature import height_mm_of
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.records.scored_test import check_height
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.frame import ROOT, button, field, form
from balance_arcade.server.station.clinic.scoring import Feet

PATH: Final = f"{ROOT}/assess"


class FieldError(Exception):
    """Something is wrong at one field of the form."""

    def __init__(self, field: str, error: BalanceArcadeError) -> None:
        super().__init__(str(error))
        self.field = field


_SPOKEN: Final = {
    "mctsib": "Modified CTSIB",
    "cmj": "Countermovement jump",
    "sj": "Squat jump",
}
"""Names of tests that their short ones do not tell."""


def spoken_test(test: GuidedTest) -> str:
    """Name a test as a therapist says it."""
    name = test.name.replace("-", " ")
    return _SPOKEN.get(test.name, name[:1].upper() + name[1:])


def assess_form(
    given: Mapping[str, str], boards: Sequence[str], *, fault: str = "", at: str = ""
) -> Node:
    """Make the form.

    Parameters
    ----------
    given : mapping of str to str
        What stands in its fields.
    boards : sequence of str
        Names of the boards, in their order.
    fault, at : str
        What is wrong, and at which field; without one it stands above all.
    """
    return form(
        PATH,
        node("p", fault, class_="told care", role="alert") if fault and not at else None,
        _tests(given.get("test", "quiet-stance")),
        node(
            "div",
            _who(given, _place(boards, given.get("board", "1")), {at: fault}),
            _standing(given),
            class_="cards",
        ),
        button("Go on to the board", kind="main"),
        kind="programme",
    )


def _place(boards: Sequence[str], chosen: str) -> Node:
    options = []
    for number, name in enumerate(boards, 1):
        option = node("option", f"{number}: {name}", value=str(number))
        if str(number) == chosen:
            option.set("selected", "")
        options.append(option)
    choice = node("select", *options, id="board", name="board")
    return node("div", node("label", "Board", for_="board"), choice, class_="field")


def _tests(chosen: str) -> Node:
    cards = []
    for test in known_tests():
        box = node("input", type="radio", name="test", value=test.name, required="")
        if test.name == chosen:
            box.set("checked", "")
        classes = " and ".join(sorted({part.safety_class for part in test.parts}))
        trials = "1 trial" if test.n_trials == 1 else f"{test.n_trials} trials"
        cards.append(
            node(
                "label",
                box,
                node(
                    "span",
                    node("b", spoken_test(test)),
                    node("small", test.purpose),
                    node("small", f"{trials}, class {classes}", class_="num"),
                    *_about(test),
                ),
                class_="pick",
            )
        )
    return node("fieldset", node("legend", "Test"), node("div", *cards, class_="picks"))


def _about(test: GuidedTest) -> list[Node]:
    """Say of a clinic's own test what it is called for the patient, and every number of it."""
    if not is_own(test):
        return []
    titles = ", ".join(dict.fromkeys(part.title for part in test.parts))
    return [
        node("small", f"The clinic's own: {titles}"),
        node("small", test.protocol.describe(), class_="num"),
    ]


def _who(given: Mapping[str, str], where: Node, faults: Mapping[str, str]) -> Node:
    return node(
        "fieldset",
        node("legend", "Who and where"),
        field(
            "Pseudonym",
            "person",
            value=given.get("person", "")[:64],
            fault=faults.get("person", ""),
            required="",
        ),
        field(
            "Stature, cm",
            "height_cm",
            value=given.get("height_cm", "")[:16],
            fault=faults.get("height", ""),
            hint="for angles; leaning and weight shift need it",
            inputmode="decimal",
        ),
        where,
        class_="card",
    )


def _standing(given: Mapping[str, str]) -> Node:
    options = [node("option", "not noted", value="")]
    for word in FOOTWEAR:
        option = node("option", word, value=word)
        if given.get("footwear") == word:
            option.set("selected", "")
        options.append(option)
    choice = node("select", *options, id="footwear", name="footwear")
    rows = (
        ("Heel line, mm from the rear edge", "heel_mm"),
        ("Width between the heels, mm", "width_mm"),
        ("Angle between the feet, degrees", "angle_deg"),
    )
    return node(
        "fieldset",
        node("legend", "Feet"),
        *(
            field(label, name, value=given.get(name, "")[:8], inputmode="decimal", pattern=_DIGITS)
            for label, name in rows
        ),
        node("div", node("label", "Footwear", for_="footwear"), choice, class_="field"),
        node("p", node("a", "The grid to print", href=f"{PATH}/grid.pdf"), ", at 100 %."),
        class_="card",
    )


_DIGITS: Final = "[0-9]{1,4}([.][0-9])?"


def feet_of(given: Mapping[str, str]) -> Feet:
    """Read how the person stands.

    Raises
    ------
    ConfigError
        It is no number, or one that no stance on a board has.
    """
    found = {}
    for name in ("heel_mm", "width_mm", "angle_deg"):
        text = given.get(name, "").strip().replace(",", ".")
        if text and not re.fullmatch(_DIGITS, text):
            raise ConfigError("The foot position is numbers: millimetres and degrees.")
        found[name] = text
    word = given.get("footwear", "")
    feet = Feet(**found, footwear=word if word in FOOTWEAR else "")
    feet.mark()  # Refuses numbers that no stance has.
    return feet


def height_of(text: str, test: GuidedTest) -> float | None:
    """Read the stature; None for an empty line where the test needs none.

    Raises
    ------
    FieldError
        It is no stature, or the test cannot be scored without one.
    """
    said = text.strip().replace(",", ".")
    try:
        height_mm = height_mm_of(float(said)) if said else None
        check_height(test, height_mm)
    except ValueError as error:
        raise FieldError("height", ConfigError("The stature is a number of cm.")) from error
    except ConfigError as error:
        raise FieldError("height", error) from error
    return height_mm
