"""Pictures are painted elsewhere, are ready before play, and never keep a session waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pygame
import pytest
from window_person import Person, PlainView, make_run

from balance_arcade.cop.limits import default_limits
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Command, Phase
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.kit.stock import Stock
from balance_arcade.games.registry import known_games, make_model, view_class
from balance_arcade.games.run import GameRun
from balance_arcade.games.setup import RunOptions, plan_games
from balance_arcade.session.plan import SessionPlan
from balance_arcade.window import seen, stock_file
from balance_arcade.window.app import GameWindow
from balance_arcade.window.display import Display, open_display
from balance_arcade.window.gallery import MAX_VIEWS, Gallery
from balance_arcade.window.painter import Job, Painter
from balance_arcade.window.painting import CARD, paint
from balance_arcade.window.stock_file import PaintOrder, read_stock, write_stock

RunOf = Callable[[Person], GameRun]
SIZE = (480, 270)
STILL = ControlInput(0.0, 0.0, 0.0)
FPS = 20.0


class SlowPainter(Painter):
    """Paints nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Job] = []

    def add(self, order: PaintOrder, *, after_s: float = 0.0, urgent: bool = False) -> Job:
        job = Job(order, after_s, urgent)
        self.given.append(job)
        return job

    def finish(self) -> None:
        for job in self.given:
            job.done.set()


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[Display]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    shown = open_display(SIZE, headless=True)
    yield shown
    shown.close()


def window(display: Display, painter: Painter, run_of: RunOf = make_run) -> GameWindow:
    clock = ManualClock()
    person = Person(clock)
    return GameWindow(
        run_of(person), person, display, clock=clock, fps=FPS, painter=painter, linger_s=2.0,
        view_of=lambda _: PlainView,
    )  # fmt: skip


def run_through(phase: Phase) -> RunOf:
    """Make runs of two games that come through a phase, whoever stands on the board already."""

    def run_of(person: Person) -> GameRun:
        planned = plan_games(["orchard", "star-reach"], seconds=3.0)
        limits = None if phase is Phase.LIMITS else default_limits()
        plan = SessionPlan.for_board(person.info, planned, limits=limits)
        plan = msgspec.structs.replace(plan, zero=phase is Phase.ZERO, rest_s=5.0)
        options = RunOptions(ask_after="never")
        return GameRun(person.info, ["orchard", "star-reach"], plan=plan, options=options)

    return run_of


def _until(shown: GameWindow, phase: Phase) -> None:
    for _ in range(1200):
        if shown.run.phase is phase:
            return
        shown.play(max_frames=shown.n_frames + 1)
    pytest.fail(f"{phase} never came")


def _on(shown: GameWindow, seconds: float) -> None:
    shown.play(max_frames=shown.n_frames + round(seconds * FPS))


def test_the_instruction_waits_for_the_picture(display: Display) -> None:
    painter = SlowPainter()
    shown = window(display, painter)
    _until(shown, Phase.INSTRUCT)
    left_s = shown.run.machine.time_left_s
    _on(shown, 15.0)
    assert shown.run.phase is Phase.INSTRUCT
    assert shown.run.machine.time_left_s == left_s
    painter.finish()
    _on(shown, left_s + 0.3)
    assert shown.run.phase is Phase.COUNTDOWN


def test_a_picture_that_never_comes_is_done_without(
    display: Display, caplog: pytest.LogCaptureFixture
) -> None:
    shown = window(display, SlowPainter())
    _until(shown, Phase.INSTRUCT)
    with caplog.at_level(logging.WARNING):
        _on(shown, seen.LONGEST_WAIT_S + shown.run.machine.time_left_s + 0.5)
    assert shown.run.phase is Phase.COUNTDOWN
    said = [one for one in caplog.messages if "not ready" in one]
    assert said == ["the picture of orchard is not ready after 20 s; the game goes on without"
                    " its scenery"]  # fmt: skip
    _until(shown, Phase.ENDED)
    assert shown.run.results()[0].seconds == pytest.approx(3.0, abs=0.05)


def test_a_frame_that_hangs_costs_no_phase(display: Display) -> None:
    """The computer stands still for 12 s before the instruction came up; it is read all the same.

    Without the hold the 12 s would pass instruction and countdown and begin the game unseen.
    """
    painter = SlowPainter()
    shown = window(display, painter)
    _until(shown, Phase.CENTRE)
    while shown.run.machine.time_left_s > 0.1:
        shown.play(max_frames=shown.n_frames + 1)
    painter.finish()
    shown._clock.sleep(12.0)
    shown.play(max_frames=shown.n_frames + 1)
    assert shown.run.phase is Phase.INSTRUCT
    assert shown.run.machine.time_left_s == shown.run.machine.plan.instruct_s


@pytest.mark.parametrize("phase", Phase)
def test_closed_and_resized_in_every_phase(display: Display, phase: Phase) -> None:
    painter = SlowPainter()
    shown = window(display, painter, run_through(phase))
    for _ in range(1500):
        painter.finish()
        if shown.run.phase is phase:
            break
        if phase is Phase.PAUSED and shown.run.phase is Phase.PLAY:
            shown.run.command(Command("1", "pause"))
        shown.play(max_frames=shown.n_frames + 1)
    assert shown.run.phase is phase
    for size in ((300, 200), (700, 260), SIZE):
        pygame.display.set_mode(size, pygame.RESIZABLE)
        report = shown.play(max_frames=shown.n_frames + 2)
        assert display.size == size
        assert not report.closed
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    report = shown.play(max_frames=shown.n_frames + 5)
    assert report.closed
    assert shown.run.finished


def test_a_game_under_way_keeps_its_picture_while_the_window_grows(display: Display) -> None:
    painter = SlowPainter()
    shown = window(display, painter)
    for _ in range(1500):
        painter.finish()
        if shown.run.phase is Phase.PLAY:
            break
        shown.play(max_frames=shown.n_frames + 1)
    _on(shown, 0.3)
    assert not shown._director._plain
    pygame.display.set_mode((960, 540), pygame.RESIZABLE)
    _on(shown, 0.2)
    assert shown._director._before is not None
    assert not shown._director._plain
    painter.finish()
    _on(shown, 0.2)
    assert shown._director._before is None


def test_only_games_of_the_session_are_painted(display: Display) -> None:
    painter = SlowPainter()
    shown = window(display, painter)
    _until(shown, Phase.INSTRUCT)
    assert {job.order.game for job in painter.given} == {"orchard"}


def test_views_are_bounded_and_others_are_forgotten() -> None:
    painter = SlowPainter()
    gallery = Gallery(SIZE, NIGHT, lambda _: PlainView, painter=painter)
    gallery.want(["a", "b", "c", "d"], (100, 60))
    views = [job.order.game for job in painter.given if job.order.kind == "view"]
    assert len(views) == MAX_VIEWS
    gallery.want(["d"], (100, 60))
    assert {job.order.game for job in painter.given if job.dropped} == set(views)


def test_the_painter_rests_while_somebody_plays(display: Display) -> None:
    painter = SlowPainter()
    shown = window(display, painter)
    for _ in range(1500):
        painter.finish()
        shown.play(max_frames=shown.n_frames + 1)
        assert painter.is_resting == (shown._builder._phase is Phase.PLAY)
        if shown.run.phase is Phase.RESULT:
            break
    else:
        pytest.fail("no result")


@pytest.mark.parametrize("name", known_games())
def test_a_painted_view_draws_the_same_picture(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_file, "stock_folder", lambda: tmp_path)
    order = PaintOrder("view", name, (640, 360), NIGHT)
    cls = view_class(name)
    file = stock_file.stock_file(order, cls)
    write_stock(file, paint(order))
    stock = read_stock(file)
    assert stock is not None
    assert any(picture.get_size() == (640, 360) for picture in stock.pictures.values())
    pictures = []
    for one in (stock, Stock()):
        with one.in_use():
            view = cls((640, 360), NIGHT)
        surface = pygame.Surface((640, 360), 0, 32)
        view.draw(surface, make_model(name), STILL, 0.0)
        pictures.append(pygame.image.tobytes(surface, "RGB"))
    assert pictures[0] == pictures[1]


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    stock = Stock()
    stock.pictures["place"] = pygame.Surface((64, 48), 0, 32)
    file = tmp_path / "place"
    write_stock(file, stock)
    assert read_stock(file) is not None
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    for broken in (bytes(data), bytes(data[:-7]), b"", b"{}\n"):
        file.write_bytes(broken)
        assert read_stock(file) is None
        assert not file.exists()


def test_old_pictures_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_file, "MAX_BYTES", 30_000)
    stock = Stock()
    stock.pictures["place"] = pygame.Surface((64, 48), 0, 32)
    for k in range(4):
        write_stock(tmp_path / f"{k}", stock)
    assert len(list(tmp_path.iterdir())) == 2


def test_the_process_that_paints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(stock_file, "stock_folder", lambda: tmp_path / "scenery")
    painter = Painter()
    try:
        order = PaintOrder("card", "star-reach", (160, 100), NIGHT)
        job = painter.add(order)
        assert job.done.wait(120.0)
        assert job.stock is not None
        picture = job.stock.pictures[CARD]
        alone = paint(order).pictures[CARD]
        assert pygame.image.tobytes(picture, "RGB") == pygame.image.tobytes(alone, "RGB")
    finally:
        painter.stop()
    assert painter._process is None
    assert painter._thread is None or not painter._thread.is_alive()


def test_a_painter_that_dies_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock_file, "stock_folder", lambda: tmp_path)
    monkeypatch.setattr("balance_arcade.window.painter.sys.executable", "/bin/false")
    painter = Painter()
    try:
        job = painter.add(PaintOrder("card", "star-reach", (160, 100), NIGHT))
        assert job.done.wait(60.0)
        assert job.stock is None
    finally:
        painter.stop()


def test_stop_is_taken_while_the_picture_is_awaited(display: Display) -> None:
    shown = window(display, SlowPainter())
    _until(shown, Phase.INSTRUCT)
    assert shown.run.command(Command("1", "stop")) == "accepted"
    assert shown.run.finished


@pytest.mark.parametrize("game", known_games())
def test_only_what_is_drawn_is_kept(game: str) -> None:
    """The second start reads all of it: four screens' worth, not every part of every picture."""
    stock = paint(PaintOrder("view", game, (960, 540), NIGHT))
    n_px = sum(picture.get_width() * picture.get_height() for picture in stock.pictures.values())
    assert stock.pictures
    assert n_px < 5 * 960 * 540
