"""The way through a clinical test: what, who and how; live on the board's page; what came of it.

The session is begun by the station's own order, and is seen, marked and stopped on the board's page
like any other. What came of it is scored from the recordings, as the command line does it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from starlette.responses import Response

from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.assess.jump_protocols import NOT_MADE, RESTLESS
from balance_arcade.assess.push_release import NO_RELEASE
from balance_arcade.assess.sit_to_stand import NOT_DONE
from balance_arcade.core.adverse import REDO, RELEASE
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.person_store import check_pseudonym
from balance_arcade.reports.markup import Node, node
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.assess_form import (
    PATH,
    FieldError,
    assess_form,
    feet_of,
    height_of,
    spoken_test,
)
from balance_arcade.server.station.clinic.assess_norms import norm_nodes
from balance_arcade.server.station.clinic.frame import (
    Way,
    button,
    facts,
    form,
    link,
    page,
    session_path,
)
from balance_arcade.server.station.clinic.open_test import OpenTest
from balance_arcade.server.station.clinic.scoring import score_into_records

MOST_OPEN: Final = 32
"""Assessments under way. Policy when full: the oldest is forgotten; its recording stays."""


class BoardHere(NamedTuple):
    """A board of the station: what it is called, and what it says of itself once it was heard."""

    name: str
    info: BoardInfo | None = None


Boards = Callable[[], Sequence[BoardHere]]

_SEEN: Final = frozenset({"stepped", "fell", NOT_MADE, RESTLESS, NOT_DONE, NO_RELEASE})
"""Reasons that the guide sees by itself, or that an adverse event tells."""

_WATCH: Final = (
    "The board's page shows it live, with Stop. A reason that ends a trial is marked here, within"
    " the trial or in the five seconds after it; a fall is marked there."
)
_SCORE: Final = "When it has come to its end: scored from the recording, and put into the records."


class Assessments:
    """Assessments under way, and their pages.

    Parameters
    ----------
    boards : callable
        The boards, in their order.
    left_out : sequence of str
        What is wrong with files of the clinic's own tests.
    """

    def __init__(self, boards: Boards, left_out: Sequence[str] = ()) -> None:
        self._boards, self._left_out = boards, left_out
        self._open: dict[str, OpenTest] = {}

    def prepare_page(self, ask: Ask, *, fault: str = "", at: str = "") -> str:
        """Ask which test, who, and how the person stands."""
        given = ask.form or {"person": ask.query.get("person", "")}
        viewer = node("p", "You are here to watch; ask a controller.", class_="hint")
        names = [one.name for one in self._boards()]
        sheet = assess_form(given, names, fault=fault, at=at) if ask.visit.may_write else viewer
        return page("Assessment", self._unread(), sheet, here=PATH)

    def prepare(self, ask: Ask) -> str:
        """Keep what was said; returns where to go.

        Raises
        ------
        FieldError
            Something is missing or wrong, with its field.
        """
        given = ask.form
        test = guided_test(given.get("test", ""))
        person = given.get("person", "").strip()
        try:
            check_pseudonym(person)
        except ConfigError as error:
            raise FieldError("person", error) from error
        height_mm = height_of(given.get("height_cm", ""), test)
        text = given.get("board", "1")
        place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        if not 1 <= place <= len(self._boards()):
            raise ConfigError("There is no such board.")
        while len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        ticket = secrets.token_urlsafe(12)
        now = dt.datetime.now(dt.UTC)
        self._open[ticket] = OpenTest(test, person, height_mm, feet_of(given), place, now)
        return f"{PATH}/{ticket}"

    def ready_page(self, records: Records, ask: Ask, *, fault: str = "") -> str:
        """Say what will happen, with the buttons that begin it and that score it."""
        one, ticket = self._known(ask), ask.place["ticket"]
        live, may = f"/board/{one.place}?assess={ticket}", ask.visit.may_write
        score = form(f"{PATH}/{ticket}/score", button("Score what was recorded"))
        # The board may have gone with a station that follows others now.
        here = [*self._boards()][one.place - 1 : one.place]
        norms = norm_nodes(records.database, one, here[0].info if here else None)
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
            node("section", node("h2", "Norm"), *norms, class_="card"),
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

    def _known(self, ask: Ask) -> OpenTest:
        found = self._open.get(ask.place["ticket"])
        if found is None:
            raise AbsentError("This assessment was prepared too long ago. Prepare it again.")
        return found

    def _unread(self) -> Node | None:
        """Say which of the clinic's own tests are not offered, and why."""
        if not self._left_out:
            return None
        lines = [node("li", fault) for fault in self._left_out]
        head = node("p", "Files of the clinic's own tests that were left out:")
        return node("section", head, node("ul", *lines), class_="told")


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


def _beginning(one: OpenTest, live: str, *, may_write: bool) -> list[Node | None]:
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


_ORDERS: Final = {REDO: "trial once more", RELEASE: "let go now"}
"""What the buttons of marks say that are no reasons."""


def _reasons(one: OpenTest, *, may_write: bool) -> Node | None:
    """Offer the test's own reasons as marks, but those that the board or an adverse event tells."""
    told = [rule.reason for rule in one.test.protocol.stop_rules if rule.reason not in _SEEN]
    kinds = {trial.kind for part in one.test.parts for trial in part.trials}
    # Marks that the guide hears: somebody was let go; the trial is to be made once more.
    told += [RELEASE] * ("release" in kinds) + [REDO]
    buttons = [
        node("button", _ORDERS.get(words, words), type="button", class_="small", data_reason=words)
        for words in told
    ]
    if not buttons or not may_write:
        return None
    return node("div", *buttons, class_="tools", role="group", aria_label="Mark why a trial ended")


def _spotter(one: OpenTest) -> Node | None:
    """Ask for somebody beside the person where a part is of class C; without, it is refused."""
    if not any(part.safety_class == "C" for part in one.test.parts):
        return None
    box = node("input", type="checkbox", id="spotter")
    return node("label", box, " Somebody stands beside the person", class_="check")


def _said(one: OpenTest) -> Node:
    height = "" if one.height_mm is None else f"{one.height_mm / 10:g} cm"
    return facts(("Stature", height), ("Feet", one.feet.words()))
