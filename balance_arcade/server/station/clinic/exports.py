"""Everything of one person as a ZIP: made when asked for, taken once, then removed."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import Final

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.leaving import export_person
from balance_arcade.reports.markup import node
from balance_arcade.server.station.clinic.asking import AbsentError, Ask
from balance_arcade.server.station.clinic.frame import (
    ROOT,
    Way,
    button,
    form,
    page,
    person_path,
)
from balance_arcade.server.station.clinic.history import known_person, person_ways

MOST_WAITING: Final = 4
"""Exports that wait to be taken. Policy when full: the oldest is removed."""


class Exports:
    """Exports on their way out, in a folder that goes with the station."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="balance-arcade-export-")
        self._waiting: dict[str, tuple[Path, str]] = {}

    def page(self, records: Records, ask: Ask) -> str:
        """Say what an export holds, and offer it to whoever may write."""
        person = known_person(records.database, ask)
        what = "One ZIP: every row of this person as JSON, and every recording as it is."
        told = "It holds no name. The audit log says who took it."
        offer = form(person_path(person, "export"), button("Make the export", kind="main"))
        viewer = node("p", "Ask a controller: a viewer takes nothing along.", class_="hint")
        return page(
            person,
            person_ways(person, "export", ask.name),
            node("p", what),
            node("p", told),
            offer if ask.visit.may_write else viewer,
            crumbs=(Way(ROOT, "Patients"),),
            wide=False,
        )

    def make(self, records: Records, ask: Ask) -> str:
        """Write an export; returns where it can be taken."""
        person = known_person(records.database, ask)
        ticket = secrets.token_urlsafe(24)
        file = Path(self._folder.name) / f"{ticket}.zip"
        export_person(records, person, file)
        while len(self._waiting) >= MOST_WAITING:
            old, _ = self._waiting.pop(next(iter(self._waiting)))
            old.unlink(missing_ok=True)
        self._waiting[ticket] = (file, f"{person}.zip")
        return f"{ROOT}/exports/{ticket}"

    def take(self, ask: Ask) -> Response:
        """Give an export once.

        Raises
        ------
        AbsentError
            It was taken, or another took its place.
        """
        found = self._waiting.pop(ask.place["ticket"], None)
        if found is None:
            raise AbsentError("This export was taken already. Make it again.")
        file, name = found
        gone = BackgroundTask(file.unlink, missing_ok=True)
        return FileResponse(file, media_type="application/zip", filename=name, background=gone)

    def close(self) -> None:
        """Remove what nobody has taken."""
        self._folder.cleanup()
