"""Load to light: an emulated board and a screen whose delay is known; the delay comes out."""

from __future__ import annotations

import json

import msgspec
import numpy as np
import pytest

from balance_arcade.app.latency_run import LatencyRun
from balance_arcade.app.summing_up import SummaryWriter
from balance_arcade.app.virtual_screen import TappedBoard, VirtualScreen, pressed_s
from balance_arcade.cli import main
from balance_arcade.core.board import Geometry
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.latency import (
    FILE,
    Latency,
    delays_ms,
    keep_latency,
    known_latency,
    light_rises,
    rises,
    summed_up,
)
from balance_arcade.reports.summary import SessionSummary, render_text

N_TAPS = 12
FOUND = Latency("2026-03-02T08:00:00+00:00", 38.2, 51.7, 60.0, 1.0, 20, board="B", screen="S")


def measured(delay_ms, *, frame_hz=60.0, threshold_n=30.0):
    clock = ManualClock()
    screen = VirtualScreen(clock, delay_ms / 1e3, frame_hz=frame_hz)
    board = TappedBoard(clock, screen)
    run = LatencyRun(board, screen, threshold_n=threshold_n)
    found = run.run(N_TAPS, 60.0, stop=lambda: False)
    pressed = np.array(pressed_s(found.n_taps, threshold_n))
    truth_ms = 1e3 * (np.array(screen.lit_s[: found.n_taps]) - pressed)
    return found, truth_ms


@pytest.mark.parametrize("delay_ms", [0.0, 8.0, 33.0, 120.0])
@pytest.mark.parametrize("frame_hz", [60.0, 144.0])
def test_the_known_delay_comes_out_within_the_stated_error(delay_ms, frame_hz):
    found, truth_ms = measured(delay_ms, frame_hz=frame_hz)
    assert found.n_missed == 0
    assert found.n_taps >= N_TAPS
    assert found.resolution_ms == pytest.approx(1.0)
    assert found.median_ms == pytest.approx(np.median(truth_ms), abs=found.resolution_ms)
    assert found.p95_ms == pytest.approx(np.percentile(truth_ms, 95), abs=found.resolution_ms)
    # The board's way and the wait for a frame are in it.
    assert found.median_ms > delay_ms + 4.0
    assert found.is_slow == (np.median(truth_ms) > 50.0)


def test_a_second_board_sees_the_light():
    clock = ManualClock()
    screen = VirtualScreen(clock, 0.02)
    board, sensor = TappedBoard(clock, screen), TappedBoard(clock, screen)
    tapped = type("Tapped", (), {})()
    tapped.info = board.info

    def without_light(timeout_s):
        return [msgspec.structs.replace(s, br_n=0.0) for s in board.read(timeout_s)]

    tapped.read = without_light
    run = LatencyRun(tapped, screen, light=sensor)
    found = run.run(N_TAPS, 60.0, stop=lambda: False)
    truth_ms = 1e3 * (np.array(screen.lit_s[:N_TAPS]) - np.array(pressed_s(N_TAPS, 30.0)))
    assert found.resolution_ms == pytest.approx(2.0)
    assert found.median_ms == pytest.approx(np.median(truth_ms), abs=found.resolution_ms)


def test_a_sensor_that_sees_nothing_is_said():
    clock = ManualClock()
    screen = VirtualScreen(clock, 0.02)
    screen.light = lambda t_s: 0.5
    with pytest.raises(ConfigError, match="does not change with the screen"):
        LatencyRun(TappedBoard(clock, screen), screen).run(6, 60.0, stop=lambda: False)


def test_too_few_taps_are_said():
    with pytest.raises(ConfigError, match="Only 3 taps were followed by light, 2 were not"):
        summed_up(np.array([1.0, 2.0, 3.0]), 2, 1.0, when="", board="", screen="")


def test_flicker_makes_no_second_rise_and_noise_none():
    t_s = np.arange(0.0, 4.0, 0.001)
    light = (t_s % 1.0 < 0.5) * (1.0 + 0.1 * np.sin(2.0 * np.pi * 200.0 * t_s)) + 3.0
    noisy = light + np.random.default_rng(1).normal(0.0, 0.02, len(t_s))
    assert light_rises(t_s, noisy) == pytest.approx([1.0, 2.0, 3.0], abs=0.002)
    with pytest.raises(ConfigError):
        light_rises(t_s, np.random.default_rng(2).normal(0.0, 1.0, len(t_s)))


def test_a_load_without_light_is_missed_and_not_given_the_next_ones():
    delays, n_missed = delays_ms(np.array([1.0, 2.0, 3.0]), np.array([1.03, 3.04]))
    assert delays.tolist() == pytest.approx([30.0, 40.0])
    assert n_missed == 1
    assert rises(np.arange(3.0), np.array([0.0, np.nan, 2.0]), 1.0, 0.5).tolist() == [1.0]


def test_the_command_measures_warns_and_says_it_for_programs(capsys):
    assert main(["latency", "--self-test", "10", "--taps", "6", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert 20.0 < said["latency"]["median_ms"] < 50.0
    assert not said["slow"]
    assert main(["latency", "--self-test", "90", "--taps", "6"]) == 0
    told = capsys.readouterr()
    assert "From load to light 1" in told.out
    assert "Above 50 ms" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "No board was named"),
        (["--self-test", "-1"], "must be 0 to"),
        (["--self-test", "1", "--taps", "0"], "must be above 0"),
    ],
)
def test_what_makes_no_sense_is_refused(words, said, capsys):
    assert main(["latency", *words]) == 1
    assert said in capsys.readouterr().err


def test_it_is_kept_and_stands_on_the_pages_of_later_sessions(tmp_path):
    assert known_latency(tmp_path) is None
    keep_latency(tmp_path, FOUND)
    assert known_latency(tmp_path) == FOUND
    writer = SummaryWriter()
    plain = SessionSummary(
        title="T",
        started="2026-03-02T09:00:00+00:00",
        origin="real",
        board="Board",
        geometry=Geometry(400.0, 300.0),
    )
    writer.write(tmp_path, lambda: plain)
    (files,) = writer.wait()
    words = "Screen: From load to light 38 ms (median of 20 taps, 95 % within 52 ms, each to"
    assert words in writer.text()
    assert "From load to light 38 ms" in (tmp_path / files["html"]).read_text()
    assert "Screen:" not in render_text(plain)
    (tmp_path / FILE).write_text("torn")
    assert known_latency(tmp_path) is None
