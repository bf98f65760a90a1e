"""A person's outcomes over time, from the same model as the progress report."""

from __future__ import annotations

from typing import Final

from balance_arcade.records.clinic.comparing import Pair, pairs_of
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.progress import Course, courses_of
from balance_arcade.reports.course_chart import course_chart
from balance_arcade.reports.evidence import BOTH_SIDES
from balance_arcade.reports.markup import Node, node
from balance_arcade.reports.pair_part import RESTS_ON, pair_chart, pair_words
from balance_arcade.server.station.clinic.asking import Ask
from balance_arcade.server.station.clinic.frame import ROOT, Way, page, pages, person_path
from balance_arcade.server.station.clinic.history import known_person, person_ways

MOST: Final = 24
MOST_PAIRS: Final = 6
NORM_BAND: Final = (
    "Grey behind a line: the norm of the session's age, stance and board. A norm may be cited only"
    " for the very same test; where there is none it is said why."
)
_KINDS: Final = {"changed": "changed", "within error": "same", "too few trials": "few"}


def trends_page(database: Database, ask: Ask) -> str:
    """Lay out a person's outcomes, those that changed first."""
    person, first = known_person(database, ask), ask.first()
    simulated, text = bool(ask.query.get("simulated")), ask.query.get("outcome", "").strip()
    courses = courses_of(database, person, name=text, simulated=simulated)
    told = sorted((one for one in courses if _n_values(one) > 1), key=_weight)
    n_single = len(courses) - len(told)
    return page(
        person,
        person_ways(person, "trends", ask.name),
        node("p", "SIMULATED", class_="mark") if simulated else None,
        _choice(person, text, simulated),
        None if first else _compared(pairs_of(courses)),
        node("div", *map(_chart, told[first : first + MOST]), class_="charts") if told else None,
        _empty(courses, told, simulated),
        pages(
            person_path(person, "trends"),
            first,
            MOST,
            len(told),
            outcome=text,
            simulated="1" if simulated else "",
        ),
        node("p", f"{n_single} outcomes have one value or none yet.", class_="hint")
        if n_single
        else None,
        node("p", NORM_BAND, class_="hint") if told else None,
        *(
            node("p", words, class_="hint")
            for words in BOTH_SIDES
            if any(one.verdict == "changed" for one in courses)
        ),
        crumbs=(Way(ROOT, "Patients"),),
    )


def _compared(pairs: list[Pair]) -> Node | None:
    """Lay sides and conditions out beside each other, what differs first."""
    if not pairs:
        return None
    more = len(pairs) - MOST_PAIRS
    return node(
        "section",
        node("h2", "Sides and conditions"),
        node("div", *map(_pair, pairs[:MOST_PAIRS]), class_="charts"),
        node("p", f"{more} more by the name of an outcome above.", class_="hint")
        if more > 0
        else None,
        node("p", RESTS_ON, class_="hint"),
        class_="compared",
    )


def _pair(pair: Pair) -> Node:
    now, moved = pair_words(pair)
    kind = {"different": "changed", "within error": "same", "too few trials": "few"}[pair.verdict]
    return node(
        "figure",
        node("div", pair_chart(pair).root, class_="chart"),
        node(
            "figcaption",
            node("b", pair.verdict, class_=f"verdict {kind}"),
            node("span", now, class_="num"),
            node("small", moved) if moved else None,
            node("small", pair.one.method, class_="quiet"),
        ),
        class_="card",
    )


def _norm(course: Course) -> Node:
    """Say where the newest value lies among the source's people, or why there is no norm."""
    norm = course.norm
    if not norm.applies:
        return node("span", norm.told.capitalize() + ".")
    return node(
        "div",
        node("span", node("b", norm.place), f": {norm.told}."),
        node("small", f"People: {norm.people}. Test: {norm.how}. {norm.citation}; {norm.read}."),
    )


def _n_values(course: Course) -> int:
    return sum(point.value is not None for point in course.points)


def _weight(course: Course) -> tuple[int, str, str]:
    return (list(_KINDS).index(course.verdict), course.name, course.method)


def _choice(person: str, text: str, simulated: bool) -> Node:
    box = node("input", type="checkbox", name="simulated", value="1")
    if simulated:
        box.set("checked", "")
    typed = node(
        "input",
        type="search",
        name="outcome",
        value=text,
        placeholder="mean_velocity",
        autocomplete="off",
        spellcheck="false",
        aria_label="Outcomes whose name begins so",
    )
    return node(
        "form",
        typed,
        node("label", box, " Simulated sessions", class_="check"),
        node("button", "Show", type="submit"),
        action=person_path(person, "trends"),
        method="get",
        class_="search",
    )


def _empty(courses: list[Course], told: list[Course], simulated: bool) -> Node | None:
    if told:
        return None
    if courses:
        words = "Nothing has two values yet: a course needs two sessions."
    elif simulated:
        words = "There is no outcome of simulated sessions."
    else:
        words = "There is no outcome yet."
    return node("p", words, class_="empty")


def _chart(course: Course) -> Node:
    drawing, unit = course_chart(course), course.unit.replace("mm2", "mm²").replace("deg", "°")
    change = "–" if course.change is None else f"{course.change:+.3g} {unit}".strip()
    least = "unknown" if course.mdc95 is None else f"{course.mdc95:.3g} {unit}".strip()
    return node(
        "figure",
        node("div", drawing.root, class_="chart"),
        node(
            "figcaption",
            node("b", course.verdict, class_=f"verdict {_KINDS[course.verdict]}"),
            node("span", f" change {change}, least detectable {least}", class_="num"),
            _norm(course),
            node("small", course.why),
            node("small", f"{course.name}: {course.method}", class_="quiet"),
        ),
        class_="card",
    )
