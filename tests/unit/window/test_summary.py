import math
from pathlib import Path

import msgspec
import pygame
import pytest

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.games.kit.text import TextSetter
from balance_arcade.reports.summary import (
    PauseNote,
    PlayedActivity,
    SessionSummary,
    SummaryNumber,
    render_text,
    thinned,
)
from balance_arcade.window.summary import SIZE, draw_summary, save_summary
from balance_arcade.window.summary_charts import nice_step

BARE = SessionSummary("Session", "2026-01-05T10:00:00Z", "real", "Board", Geometry(433.0, 238.0))
PATH = tuple((9.0 * math.sin(k / 7.0), 14.0 * math.cos(k / 11.0)) for k in range(900))
FULL = msgspec.structs.replace(
    BARE,
    origin="simulated",
    person="P-0042",
    activities=tuple(
        PlayedActivity(f"Marble Maze {k}", 120.0, 99, 88, k % 4, 0.5) for k in range(9)
    ),
    limits_mm=(92.0, 88.0, 80.0, 60.0, 48.0, 58.0, 76.0, 85.0),
    limits_source="lean pass",
    quiet_mm=PATH,
    ellipse_mm=(0.0, 0.0, 20.0, 9.0, 1.2),
    left_share=0.47,
    numbers=tuple(SummaryNumber(f"Range front to back {k}", 1234.5, "mm2") for k in range(10)),
    pauses=tuple(PauseNote(60.0 * k, 9.0, "One foot left the board") for k in range(9)),
    serial="SIM-1",
    calibration_id="abc",
    accuracy="This board: ±0.44 mm at 60 kg (95 %; calibration of 2026-03-02 with 10 to 20 kg).",
    rate_hz=99.98,
    pipeline="unfiltered for numbers, window 30 s " * 4,
    app_version="0.1.0",
    recordings=tuple(f"2026-01-05_{k}.mcap" for k in range(9)),
)


@pytest.mark.parametrize("summary", [BARE, FULL], ids=["bare", "full"])
def test_page_draws_within_its_edges_and_no_word_lies_on_another(summary, monkeypatch):
    rects = []
    draw_line = TextSetter.draw_line

    def spy(setter, surface, text, at, cap_px, colour, **more):
        rect = draw_line(setter, surface, text, at, cap_px, colour, **more)
        if text:
            ink = pygame.Rect(rect.x, 0, rect.width, round(cap_px))
            ink.centery = rect.centery
            rects.append((text, ink))
        return rect

    monkeypatch.setattr(TextSetter, "draw_line", spy)
    surface = draw_summary(summary)
    assert surface.get_size() == SIZE
    page = surface.get_rect().inflate(-100, -60)
    for k, (text, rect) in enumerate(rects):
        assert page.contains(rect), text
        for other, second in rects[k + 1 :]:
            assert not rect.colliderect(second), (text, other)
    written = " ".join(text for text, _ in rects)
    assert "Not a medical device" in written
    assert ("SIMULATED" in written) == (summary.origin == "simulated")


def test_page_is_saved_as_a_picture(tmp_path: Path):
    target = tmp_path / "summary.png"
    save_summary(target, FULL)
    assert target.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert pygame.image.load(target).get_size() == SIZE


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path):
    with pytest.raises(RecordingError, match="The summary cannot be written"):
        save_summary(tmp_path / "nowhere" / "summary.png", BARE)


def test_text_says_the_same():
    text = render_text(FULL)
    for part in ("SIMULATED", "P-0042", "Marble Maze 3", "88 of 99", "47 / 53 %", "lean pass"):
        assert part in text
    assert "One foot left the board" in text
    assert "Not a medical device" in text
    bare = render_text(BARE)
    assert "nothing" in bare
    assert "none" in bare
    assert "SIMULATED" not in bare


def test_too_much_is_refused():
    with pytest.raises(ValueError, match="at most 10 numbers"):
        msgspec.structs.replace(BARE, numbers=FULL.numbers * 2)
    with pytest.raises(ValueError, match="8 directional limits"):
        msgspec.structs.replace(BARE, limits_mm=(1.0, 2.0))


def test_thinning_keeps_the_count_low_and_drops_gaps():
    path = [*PATH, (math.nan, 1.0)] * 3
    kept = thinned(path, 100)
    assert len(kept) <= 100
    assert all(math.isfinite(ml + ap) for ml, ap in kept)


@pytest.mark.parametrize("span", [0.3, 4.0, 37.0, 990.0])
def test_grid_steps_are_round_and_few(span):
    step = nice_step(span, 5)
    assert span / step <= 5.0 + 1e-9
    assert round(step / 10.0 ** math.floor(math.log10(step) + 1e-9)) in {1, 2, 5}


def test_the_date_is_in_words_and_what_is_no_date_stays():
    assert BARE.date == "5 January 2026, 10:00 UTC"
    assert "5 January 2026, 10:00 UTC" in render_text(BARE)
    other = msgspec.structs.replace(BARE, started="2026-12-31T23:59:00+01:00")
    assert other.date == "31 December 2026, 23:59 UTC+01:00"
    assert msgspec.structs.replace(BARE, started="today").date == "today"
