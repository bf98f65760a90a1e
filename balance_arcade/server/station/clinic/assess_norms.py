"""Which norm the result of a prepared test will be held against, or why there is none."""

from __future__ import annotations

from typing import Final

from balance_arcade.assess.expected_norms import expected_norms
from balance_arcade.assess.foot_place import read_foot_place
from balance_arcade.assess.norms import NO_AGE, NO_DEVICE, NO_FEET, NOTHING, NormPlace
from balance_arcade.core.board import BoardInfo
from balance_arcade.records.clinic.database import Database
from balance_arcade.reports.markup import Node, node
from balance_arcade.reports.norm_part import norm_lines
from balance_arcade.reports.wording import begun
from balance_arcade.server.station.clinic.about_page import PART
from balance_arcade.server.station.clinic.frame import person_path
from balance_arcade.server.station.clinic.open_test import OpenTest
from balance_arcade.server.station.clinic.scoring import norm_person_of

_UNHEARD: Final = (
    "The board was not heard yet: how well it measures is not known. Open this page anew once it"
    " is served."
)
_NO_FEET_HINT: Final = "The feet can be noted where the test is prepared, before it begins."


def norm_nodes(database: Database, one: OpenTest, board: BoardInfo | None) -> list[Node]:
    """Say it as the report will, by the same code, and what would mend a missing norm.

    Parameters
    ----------
    database : Database
        Open.
    one : OpenTest
        Test, person, feet.
    board : BoardInfo or None
        What the board says of itself; None before it was heard.
    """
    # Here and not above: what a board can tell takes a second of a processor to load.
    from balance_arcade.records.device_kind import measures_as

    who = norm_person_of(database, one.person, one.since)
    place = NormPlace("" if board is None else measures_as(board), read_foot_place(one.feet.mark()))
    norms = expected_norms(one.test, who, place)
    if not norms:
        return [node("p", f"{begun(NOTHING)}.")]
    found = [node("p", line) for line in norm_lines(norms)]
    told = {norm.told for norm in norms.values()}
    if NO_AGE in told:
        words = "Tell the year of birth"
        found.append(node("p", node("a", words, href=person_path(one.person, PART)), "."))
    if NO_FEET in told:
        found.append(node("p", _NO_FEET_HINT, class_="hint"))
    if NO_DEVICE in told and board is None:
        found.append(node("p", _UNHEARD, class_="hint"))
    return found
