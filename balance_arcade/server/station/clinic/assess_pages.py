"""The way through a clinical test: what, who and how; live on the board's page; what came of it.

The session is begun by the station's own order, and is seen, marked and stopped on the board's page
like any other. What came of it is scored from the recordings, as the command line does it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from starlette.responses import Response

from balance_arcade.assess.foot_place import FOOTWEAR
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.guided_tests import guided_test, known_tests
from balance_arcade.assess.jump_protocols import NOT_MADE, RESTLESS
from balance_arcade.assess.push_release import NO_RELEASE
from balance_arcade.assess.sit_to_stand import NOT_DONE
from balance_arcade.assess.stature import height_mm_of
from balance_arcade.core.adverse import REDO, RELEASE
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.person_store import check_pseudonym
from balance_arcade.records.scored_test import check_height
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    button,
    facts,
    field,
    form,
    link,
    page,
    session_path,
)
from balance_arcade.server.station.clinic.scoring import Feet, score_into_records

PATH: Final = f"{ROOT}/assess"
MOST_OPEN: Final = 32
"""Assessments under way. Policy when full: the oldest is forgotten; its recording stays."""

Boards = Callable[[], Sequence[str]]

_SEEN: Final = frozenset({"stepped", "fell", NOT_MADE, RESTLESS, NOT_DONE, NO_RELEASE})
"""Reasons that the guide sees by itself, or that an adverse event tells."""

_WATCH: Final = (
    "The board's page shows it live, with Stop. A reason that ends a trial is marked here, within"
    " the trial or in the five seconds after it; a fall is marked there."
)
_SCORE: Final = "When it has come to its end: scored from the recording, and put into the records."


class FieldError(Exception):
    """Something is wrong at one field of the form."""

    def __init__(self, field: str, error: BalanceArcadeError) -> None:
        super().__init__(str(error))
        self.field = field


@dataclasses.dataclass(frozen=True)
class Open:
    """An assessment that was prepared.

    Attributes
    ----------
    test : GuidedTest
        Which.
    person : str
        Pseudonym.
    height_mm : float or None
        Stature.
    feet : Feet
        How the person stands.
    place : int
        Of the board, from 1.
    since : datetime
        When it was prepared, in UTC: older recordings are of something else.
    """

    test: GuidedTest
    person: str
    height_mm: float | None
    feet: Feet
    place: int
    since: dt.datetime


class Assessments:
    """Assessments under way, and their pages.

    Parameters
    ----------
    boards : callable
        Names of the boards, in their order.
    """

    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._open: dict[str, Open] = {}

    def prepare_page(self, ask: Ask, *, fault: str = "", at: str = "") -> str:
        """Ask which test, who, and how the person stands."""
        given = ask.form or {"person": ask.query.get("person", "")}
        sheet = form(
            PATH,
            node("p", fault, class_="told care", role="alert") if fault and not at else None,
            _tests(given.get("test", "quiet-stance")),
            node(
                "div",
                _who(given, self._place(given.get("board", "1")), {at: fault}),
                _standing(given),
                class_="cards",
            ),
            button("Go on to the board", kind="main"),
            kind="programme",
        )
        viewer = node("p", "You are here to watch; ask a controller.", class_="hint")
        return page("Assessment", sheet if ask.visit.may_write else viewer, here=PATH)

    def prepare(self, ask: Ask) -> str:
        """Keep what was said; returns where to go.

        Raises
        ------
        FieldError
            Something is missing or wrong, with its field.
        """
        given = ask.form
        test = _test(given)
        person = given.get("person", "").strip()
        try:
            check_pseudonym(person)
        except ConfigError as error:
            raise FieldError("person", error) from error
        height_mm = _height_mm(given.get("height_cm", ""), test)
        text = given.get("board", "1")
        place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        if not 1 <= place <= len(self._boards()):
            raise ConfigError("There is no such board.")
        while len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        ticket = secrets.token_urlsafe(12)
        now = dt.datetime.now(dt.UTC)
        self._open[ticket] = Open(test, person, height_mm, _feet(given), place, now)
        return f"{PATH}/{ticket}"

    def ready_page(self, ask: Ask, *, fault: str = "") -> str:
        """Say what will happen, with the buttons that begin it and that score it."""
        one, ticket = self._known(ask), ask.place["ticket"]
        live, may = f"/board/{one.place}?assess={ticket}", ask.visit.may_write
        score = form(f"{PATH}/{ticket}/score", button("Score what was recorded"))
        steps = (
            ("1. Start", *_beginning(one, live, may_write=may)),
            (
                "2. Watch",
                node("p", _WATCH),
                link(live, "Live view"),
                _reasons(one, may_write=may),
            ),
            ("3. Score", node("p", _SCORE), score if may else None),
        )
        cards = [node("section", node("h2", head), *rest, class_="card") for head, *rest in steps]
        return page(
            f"{spoken_test(one.test)}: {one.person}",
            node("p", fault, class_="told care", role="alert") if fault else None,
            node("p", one.test.purpose, class_="hint"),
            node("div", *cards, class_="cards steps"),
            crumbs=(Way(PATH, "Assessment"),),
            here=PATH,
            scripts=("assess.js",) if may else (),
        )

    def score(self, records: Records, ask: Ask) -> str:
        """Score what was recorded since; returns where its numbers are.

        Raises
        ------
        BalanceArcadeError
            Nothing of the test was recorded, or it cannot be scored.
        """
        one = self._known(ask)
        found = score_into_records(
            records,
            one.test,
            person=one.person,
            since=one.since,
            height_mm=one.height_mm,
            feet=one.feet,
        )
        return session_path(found)

    def _known(self, ask: Ask) -> Open:
        found = self._open.get(ask.place["ticket"])
        if found is None:
            raise AbsentError("This assessment was prepared too long ago. Prepare it again.")
        return found

    def _place(self, chosen: str) -> Node:
        options = []
        for number, name in enumerate(self._boards(), 1):
            option = node("option", f"{number}: {name}", value=str(number))
            if str(number) == chosen:
                option.set("selected", "")
            options.append(option)
        choice = node("select", *options, id="board", name="board")
        return node("div", node("label", "Board", for_="board"), choice, class_="field")


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


def grid_pdf() -> Response:
    """Give the grid that a person stands on, to be printed at true scale.

    Raises
    ------
    ConfigError
        The library that writes it is not installed.
    """
    from balance_arcade.reports.foot_grid import foot_grid_pdf

    told = {"content-disposition": 'attachment; filename="foot-grid.pdf"'}
    return Response(foot_grid_pdf(), media_type="application/pdf", headers=told)


def _test(given: Mapping[str, str]) -> GuidedTest:
    return guided_test(given.get("test", ""))


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
                ),
                class_="pick",
            )
        )
    return node("fieldset", node("legend", "Test"), node("div", *cards, class_="picks"))


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


def _feet(given: Mapping[str, str]) -> Feet:
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


def _height_mm(text: str, test: GuidedTest) -> float | None:
    said = text.strip().replace(",", ".")
    try:
        height_mm = height_mm_of(float(said)) if said else None
        check_height(test, height_mm)
    except ValueError as error:
        raise FieldError("height", ConfigError("The stature is a number of cm.")) from error
    except ConfigError as error:
        raise FieldError("height", error) from error
    return height_mm


def _beginning(one: Open, live: str, *, may_write: bool) -> list[Node | None]:
    """Say what will be done and how the person stands, with the button that begins it."""
    parts = []
    for part in one.test.parts:
        trials = "1 trial" if len(part.trials) == 1 else f"{len(part.trials)} trials"
        parts.append(node("li", f"{part.title}: {trials}, class {part.safety_class}"))
    start = node(
        "button",
        "Start on the board",
        type="button",
        class_="main",
        id="start",
        data_board=str(one.place),
        data_game=",".join(part.name for part in one.test.parts),
        data_live=live,
        # Told to the session: seated limits are not those of standing.
        **({"data_seated": "true"} if one.test.protocol.name.startswith("seated") else {}),
    )
    order = [_spotter(one), start] if may_write else []
    said = node("p", id="said", role="status")
    return [node("ul", *parts, class_="trials"), _said(one), *order, said]


def _reasons(one: Open, *, may_write: bool) -> Node | None:
    """Offer the test's own reasons as marks, but those that the board or an adverse event tells."""
    told = [rule.reason for rule in one.test.protocol.stop_rules if rule.reason not in _SEEN]
    kinds = {trial.kind for part in one.test.parts for trial in part.trials}
    # Marks that the guide hears: somebody was let go; the trial is to be made once more.
    told += [RELEASE] * ("release" in kinds) + [REDO]
    buttons = [
        node("button", words, type="button", class_="small", data_reason=words) for words in told
    ]
    if not buttons or not may_write:
        return None
    return node("div", *buttons, class_="tools", role="group", aria_label="Mark why a trial ended")


def _spotter(one: Open) -> Node | None:
    """Ask for somebody beside the person where a part is of class C; without, it is refused."""
    if not any(part.safety_class == "C" for part in one.test.parts):
        return None
    box = node("input", type="checkbox", id="spotter")
    return node("label", box, " Somebody stands beside the person", class_="check")


def _said(one: Open) -> Node:
    height = "" if one.height_mm is None else f"{one.height_mm / 10:g} cm"
    return facts(("Stature", height), ("Feet", one.feet.words()))
