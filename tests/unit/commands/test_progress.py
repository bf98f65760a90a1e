"""The bar: files a second and the time left on a terminal, one line in a log."""

import io

from balance_arcade.commands.progress import Bar
from balance_arcade.core.clock import ManualClock


class Terminal(io.StringIO):
    def isatty(self):
        return True


def bar_on(stream, monkeypatch, unit=""):
    monkeypatch.setattr("sys.stderr", stream)
    clock = ManualClock()
    said = "Analyzing 40 files."
    bar = Bar("Analyzing", log_line=said, quick_s=1.0, unit=unit, clock=clock)
    return bar, clock


def test_a_terminal_shows_the_pace_and_the_time_left(monkeypatch):
    stream = Terminal()
    bar, clock = bar_on(stream, monkeypatch, "files")
    bar(1, 40)
    assert stream.getvalue() == ""  # quick work is not worth a bar
    clock.sleep(2.0)
    bar(10, 40)
    assert "10/40 5 files/s, 0:06 left" in stream.getvalue()
    clock.sleep(6.0)
    bar(40, 40)
    last = stream.getvalue().split("\r")[-1]
    assert last.rstrip() == f"Analyzing: [{'#' * 20}] 40/40 5 files/s"
    assert last.endswith("\n")
    assert all(len(line) <= 80 for line in stream.getvalue().split("\r"))


def test_a_log_gets_one_line(monkeypatch):
    stream = io.StringIO()
    bar, clock = bar_on(stream, monkeypatch, "files")
    for done in (10, 20, 40):
        clock.sleep(2.0)
        bar(done, 40)
    assert stream.getvalue() == "Analyzing 40 files.\n"


def test_steps_have_names_and_no_pace(monkeypatch):
    stream = Terminal()
    bar, clock = bar_on(stream, monkeypatch)
    clock.sleep(2.0)
    bar(1, 4, "filters")
    assert stream.getvalue().rstrip().endswith("1/4 filters")
