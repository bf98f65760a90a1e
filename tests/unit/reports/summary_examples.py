"""Summaries to draw: bare, usual, full to the brim, and hostile."""

from __future__ import annotations

import math

import msgspec

from balance_arcade.core.board import Geometry
from balance_arcade.reports.summary import (
    PauseNote,
    PlayedActivity,
    ProgrammeSummary,
    SessionSummary,
    SummaryNumber,
    WeekMinutes,
)

NAN = math.nan
BARE = SessionSummary("Session", "2026-01-05T10:00:00Z", "real", "Board", Geometry(433.0, 238.0))
PATH = tuple((9.0 * math.sin(k / 7.0), 14.0 * math.cos(k / 11.0) - 30.0) for k in range(900))
USUAL = msgspec.structs.replace(
    BARE,
    title="Demo session",
    origin="simulated",
    person="P-0042",
    activities=(
        PlayedActivity("Orchard", 45.0, 13, 12, 3, 0.63),
        PlayedActivity("Star Reach", 46.0, 9, 7, 2, 0.55),
        PlayedActivity("Marble Maze", 47.0, 6, 0, 0, 0.02),
    ),
    limits_mm=(92.4, 88.0, 80.0, 60.0, 48.0, 58.0, 76.0, 85.0),
    limits_source="lean pass",
    centre_mm=(-3.61, 4.62),
    quiet_mm=PATH,
    ellipse_mm=(1.21, -29.3, 22.7, 13.1, 1.2),
    left_share=0.47,
    numbers=(
        SummaryNumber("Mean velocity, quiet stance", 8.114, "mm/s"),
        SummaryNumber("95 % ellipse, quiet stance", 1642.4, "mm2"),
        SummaryNumber("RMS left-right, quiet stance", NAN, "mm"),
    ),
    pauses=(PauseNote(61.0, 9.0, "One foot left the board"),),
    serial="SIM-1",
    calibration_id="2026-03-02 abc",
    accuracy="This board: ±0.44 mm at 60 kg (95 %; calibration of 2026-03-02 with 10 to 20 kg).",
    rate_hz=99.98,
    n_lost=17,
    pipeline="unfiltered for numbers, window 30 s",
    app_version="0.1.0",
    recordings=("2026-01-05_1.mcap", "2026-01-05_2.mcap"),
)
WEEKS = (
    WeekMinutes(1, 22.5, 27.0),
    WeekMinutes(2, 14.0, 27.0, True),
    WeekMinutes(3, 8.25, 27.0),
    WeekMinutes(4, 0.0, 27.0),
)
PROGRAMME = ProgrammeSummary(
    name="Four weeks of standing balance",
    week=3,
    weeks=4,
    session=1,
    sessions=3,
    planned=5,
    started=5,
    completed=4,
    successful=3,
    trials=58,
    successes=41,
    active_s=495.0,
    elapsed_s=812.0,
    ratings=(("Orchard", 5), ("Star Reach", None)),
    minutes=WEEKS,
)
FULL = msgspec.structs.replace(
    USUAL,
    origin="replayed",
    title="A session with a title that runs on and on until nobody would wish to read it, " * 2,
    activities=tuple(
        PlayedActivity(f"Stick the Landing {k}", 120.0 + k, 99, 70 + k, k % 4, k / 12)
        for k in range(12)
    ),
    numbers=tuple(SummaryNumber(f"Range front to back {k}", 1234.5 + k, "mm2") for k in range(10)),
    pauses=tuple(PauseNote(60.0 * k, 9.0, "One foot left the board " * 3) for k in range(9)),
    recordings=tuple(f"20260105T151951Z-board-{k}-stick-0227ddd4.mcap" for k in range(13)),
)
FULL_PROGRAMME = msgspec.structs.replace(
    FULL,
    programme=msgspec.structs.replace(
        PROGRAMME,
        weeks=52,
        ratings=tuple((f"Stick the Landing {k}", k % 11) for k in range(24)),
        minutes=tuple(WeekMinutes(k + 1, (7 * k) % 31, 30.0, k % 5 == 4) for k in range(52)),
    ),
)
EVIL = "</title></style><script>alert(1)</script><img src='http://x/'>&\x00\x1b[31m\udcff\u202e"
HOSTILE = msgspec.structs.replace(
    USUAL,
    title=EVIL,
    person=EVIL,
    board=EVIL,
    serial=EVIL,
    calibration_id=EVIL,
    accuracy=EVIL,
    pipeline=EVIL,
    app_version=EVIL,
    limits_source=EVIL,
    started=EVIL,
    recordings=(EVIL,),
    activities=(PlayedActivity(EVIL, NAN, 3, 2, 1, NAN),),
    numbers=(SummaryNumber(EVIL, NAN, EVIL),),
    pauses=(PauseNote(NAN, NAN, EVIL),),
    programme=msgspec.structs.replace(PROGRAMME, name=EVIL, ratings=((EVIL, 3),)),
)
EMPTY = msgspec.structs.replace(
    USUAL,
    limits_mm=(NAN, math.inf, 0.0, 30.0, -1.0, 40.0, 50.0, NAN),
    quiet_mm=((NAN, 1.0), (2.0, 3.0), (2.0, 3.0)),
    ellipse_mm=(NAN,) * 5,
    centre_mm=(NAN, NAN),
    left_share=NAN,
    rate_hz=NAN,
    activities=(PlayedActivity("Orchard", NAN, 0, 0, 0, NAN),),
)
EVERY = {"bare": BARE, "usual": USUAL, "full": FULL, "hostile": HOSTILE, "empty": EMPTY}
EVERY["full programme"] = FULL_PROGRAMME
