"""A test that was begun at the station, scored from its recordings into the records."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.assess.ages import ages_of
from balance_arcade.assess.foot_place import (
    FOOTWEAR,
    FootPlace,
    foot_place_words,
    read_foot_place,
)
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.norms import NormPerson
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording import RecordingReader
from balance_arcade.records.clinic.about import about_person, tell_feet
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.looking import find_session
from balance_arcade.records.clinic.reading import read_recording
from balance_arcade.records.scored_test import keep_assessment, score_test

MOST_LOOKED_AT: Final = 200
"""Newest recordings of the folder among which those of a test are looked for."""

ALLOWED: Final = dt.timedelta(seconds=5)
"""Clocks of two computers may differ by so much."""


class Feet(msgspec.Struct, frozen=True):
    """How a person stands, by the grid that is drawn on the board.

    Attributes
    ----------
    heel_mm, width_mm, angle_deg : str
        As they were typed: heel line from the board's rear edge, between the heels' middles, and
        between the feet; empty where they were not noted.
    footwear : str
        One word.
    """

    heel_mm: str = ""
    width_mm: str = ""
    angle_deg: str = ""
    footwear: str = ""

    def words(self) -> str:
        """Say it in one line, for a note.

        Examples
        --------
        >>> Feet("40", "170", "14", "barefoot").words()
        'Foot position: heel line 40 mm, width 170 mm, angle 14 deg; barefoot.'
        >>> Feet().words()
        ''
        """
        named = (
            ("heel line", self.heel_mm, "mm"),
            ("width", self.width_mm, "mm"),
            ("angle", self.angle_deg, "deg"),
        )
        told = ", ".join(f"{name} {value} {unit}" for name, value, unit in named if value)
        parts = [f"Foot position: {told}" if told else "", self.footwear]
        text = "; ".join(part for part in parts if part)
        return f"{text}." if text else ""

    def mark(self) -> str:
        """Say it as the mark of a recording does.

        Raises
        ------
        ConfigError
            A number that no stance on a board has.

        Examples
        --------
        >>> Feet("40", "100", "20").mark()
        'feet: heel_line_mm=40 heel_width_mm=100 foot_angle_deg=20'
        """
        numbers = [float(text) if text else math.nan for text in self._typed()]
        footwear = self.footwear if self.footwear in FOOTWEAR else ""
        return foot_place_words(FootPlace(numbers[0], numbers[1], numbers[2], footwear))

    def _typed(self) -> tuple[str, str, str]:
        return self.heel_mm, self.width_mm, self.angle_deg


def recordings_since(folder: Path, test: GuidedTest, since: dt.datetime) -> list[Path]:
    """Find the recordings of the newest session in which a part of a test was made.

    Parameters
    ----------
    folder : Path
        Where recordings lie.
    test : GuidedTest
        Which.
    since : datetime
        Older ones are of something else.

    Raises
    ------
    RecordingError
        There is none that is closed.
    """
    parts = {part.name for part in test.parts}
    by_session: dict[str, list[Path]] = {}
    of_test = ""
    for file in _changed_since(folder, since - ALLOWED):
        try:
            head = RecordingReader(file).header
        except RecordingError:
            # What is no recording of ours is none of this test; `records verify` names it.
            continue
        if dt.datetime.fromisoformat(head.wall.iso()) < since - ALLOWED:
            continue
        by_session.setdefault(head.session_id, []).append(file)
        if not of_test and any(head.label.endswith(part) for part in parts):
            of_test = head.session_id
    if not of_test:
        raise RecordingError(
            "No recording of this test is in the folder of the records yet.",
            hint="Begin it, and let it come to its end; or bring the board's recordings there.",
        )
    return by_session[of_test]


def _changed_since(folder: Path, since: dt.datetime) -> list[Path]:
    """Give the recordings that were written to since then, newest first."""
    dated = ((file.stat().st_mtime, file) for file in folder.glob("*.mcap"))
    new = sorted((pair for pair in dated if pair[0] >= since.timestamp()), reverse=True)
    return [file for _, file in new[:MOST_LOOKED_AT]]


def norm_person_of(database: Database, person: str, at: dt.datetime) -> NormPerson:
    """Tell a norm what the records know of a person at a time."""
    about = about_person(database, person)
    return NormPerson(ages_of(about.birth_year, at.year), about.sex)


def score_into_records(
    records: Records,
    test: GuidedTest,
    *,
    person: str,
    since: dt.datetime,
    height_mm: float | None,
    feet: Feet,
) -> str:
    """Score a test and put its session into the records; harmless a second time.

    Parameters
    ----------
    records : Records
        Open.
    test, since : GuidedTest, datetime
        As of `recordings_since`.
    person : str
        Whose it is, where the recording does not say.
    height_mm : float or None
        Stature.
    feet : Feet
        Kept as a note.

    Returns
    -------
    str
        Id of the session.

    Raises
    ------
    BalanceArcadeError
        It cannot be scored, or it is another person's.
    """
    files = recordings_since(records.folder, test, since)
    marked = feet.mark()
    who = norm_person_of(records.database, person, since)
    found = score_test(
        files,
        test,
        height_mm=height_mm,
        # Where the records do not know the age, the recording may have been told it.
        who=who if who.ages else None,
        setup=read_foot_place(marked),
    )
    keep_assessment(found, max(files))
    session_id = ""
    for file in files:
        read = read_recording(file)
        records.add_recording(read)
        session_id = read.session_id
    session = find_session(records.database, session_id)
    if session.person != person:
        records.attach(session_id, person)
    tell_feet(records, session_id, marked)
    words = feet.words()
    if words and words not in {note.text for note in session.notes}:
        records.note(session_id, words)
    return session_id
