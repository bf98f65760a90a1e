"""Records in a folder, their pages, and a browser that sees them without a door."""

from __future__ import annotations

import datetime as dt
import sqlite3

from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from balance_arcade.app.programme_file import parse_programme
from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.files.content import file_hash
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import ReadRecording
from balance_arcade.server.station.clinic.assess_pages import BoardHere
from balance_arcade.server.station.clinic.plan import ClinicPlan
from balance_arcade.server.station.clinic.routes import ClinicPages

EVIL = "<script>alert(1)</script> Ωμέγα שלום 王 \u202e' OR 1=1; -- "
BEGAN = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
SIMULATED = BoardInfo(
    "sim:", "room-3", "Board", "", Geometry(400.0, 300.0), 100.0, "device", origin="simulated"
)
BOARDS = (BoardHere("room-2"), BoardHere("room-3", SIMULATED))


def check_programme(text):
    return parse_programme(text).programme


class Clinic:
    """Everything, closed by `close`."""

    def __init__(self, folder, identities=None, left_out=(), centre=None):
        self.folder = folder
        self.database = Database(folder / "records.db")
        self.records = Records(self.database, folder)
        file = folder / "records.db"
        plan = ClinicPlan(file, folder, check_programme, identities, left_out, centre)
        self.pages = ClinicPages(plan, lambda: BOARDS)
        front = Route("/", lambda _: HTMLResponse("<html><head></head></html>"))
        self.asgi = Starlette(routes=[front, *self.pages.routes])
        self.browser = TestClient(self.asgi)

    def recorded(self, name, person="p-017", *, session="", day=0, origin="real", **facts):
        file = self.folder / f"{name}.mcap"
        file.write_bytes(name.encode())
        given = {"outcomes": (), "events": (), "label": "star-reach", "complete": True, **facts}
        self.records.add_recording(
            ReadRecording(
                file=file,
                sha256=file_hash(file),
                session_id=session or f"session-{name}",
                trial_id=f"trial-{name}",
                person=person,
                origin=origin,
                board="Board",
                calibration="c1",
                app_version="0.1",
                began=BEGAN + dt.timedelta(days=day),
                seconds=61.0,
                n_samples=6100,
                end_reason="finished",
                **given,
            )
        )

    def get(self, path, **query):
        answer = self.browser.get(path, params=query or None)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path, **form):
        return self.browser.post(path, data=form)

    def actions(self):
        with sqlite3.connect(self.folder / "records.db") as opened:
            rows = opened.execute("SELECT action, actor FROM audit ORDER BY id").fetchall()
        opened.close()
        return rows

    def close(self):
        self.pages.close()
        self.database.close()
