"""Adding programmes of a person to a centre: whatever two stations gave to one person stays."""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import select

from balance_arcade.records.clinic.keeping import numbered
from balance_arcade.records.clinic.parcels import AssignedParcel, PlanParcel
from balance_arcade.records.clinic.receiving import Counter
from balance_arcade.records.clinic.tables import Assignment, Programme


def receive_plan(at: Counter, parcel: PlanParcel) -> str:
    """Add who trains by which programme; where two last, the one that was given later goes on.

    Returns
    -------
    str
        The person in the centre's audit log.

    Raises
    ------
    RecordsError
        The person was erased at the centre.
    """
    person = at.person(parcel.pseudonym)
    wanted = select(Assignment).where(Assignment.person_id == person.id)
    there = {(one.programme.sha256, one.since): one for one in at.work.scalars(wanted)}
    for one in parcel.assigned:
        known = there.get((one.sha256, one.since))
        if known is None:
            row = Assignment(
                person_id=person.id,
                programme_id=_programme(at, one).id,
                since=one.since,
                until=one.until,
            )
            at.work.add(row)
            there[one.sha256, one.since] = row
            at.n_changed += 1
        elif known.until is None and one.until is not None:
            known.until = one.until
            at.n_changed += 1
        elif known.until is not None and one.until not in (None, known.until):
            at.tell("A programme of the person ended at another time at the centre.")
    _let_one_last(at, list(there.values()))
    return numbered(person)


def _let_one_last(at: Counter, rows: list[Assignment]) -> None:
    lasting = sorted((one for one in rows if one.until is None), key=lambda one: one.since)
    for one, next_one in pairwise(lasting):
        one.until = next_one.since
        at.n_changed += 1
        at.tell(
            "Another station has given the person a programme too: both stand at the centre, and"
            " the one that was given later goes on."
        )


def _programme(at: Counter, one: AssignedParcel) -> Programme:
    """Find a programme by its text; another text of its name and version gets the next version."""
    same = select(Programme).where(Programme.name == one.name, Programme.sha256 == one.sha256)
    found = at.work.scalars(same.order_by(Programme.version)).first()
    if found is not None:
        return found
    of_name = select(Programme.version).where(Programme.name == one.name)
    taken = set(at.work.scalars(of_name))
    version = one.version if one.version not in taken else max(taken) + 1
    if version != one.version:
        at.tell(
            f"Another text is version {one.version} of a programme of this name at the centre;"
            f" this one is version {version} there."
        )
    row = Programme(
        name=one.name, version=version, text=one.text, sha256=one.sha256, added=one.added
    )
    at.work.add(row)
    at.work.flush()
    at.centre.audit(at.work, "programme.added", f"programme {row.id}", detail=one.sha256)
    return row
