"""The whole way through, as the command line tells it: demo, play, analyze."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from program import BDS, run

from balance_arcade.cli import COMMANDS
from balance_arcade.files.recording import RecordingReader

pytestmark = pytest.mark.system

KEYS = (
    "game",
    "seed",
    "board",
    "simulated",
    "seconds",
    "trials",
    "successes",
    "score",
    "difficulty",
    "digest",
)
needs_bds = pytest.mark.skipif(not BDS.is_dir(), reason="the public BDS trials are not here")


def play(*words: str, **extra: str) -> dict[str, Any]:
    done = run("play", *words, "--headless", "--json", "--no-record", **extra)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return dict(json.loads(line))


def test_demo_plays_publishes_records_and_sums_up(tmp_path: Path) -> None:
    done = run(
        "demo",
        "--headless",
        "--speed",
        "12",
        "--seconds",
        "30",
        "--seed",
        "5",
        "--json",
        "--any-port",
        "--out",
        str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["simulated"] is True
    games = [one["game"] for one in result["results"]]
    assert games == ["orchard", "star-reach", "marble-maze"]
    assert [one["seconds"] for one in result["results"]] == pytest.approx([10.0] * 3, abs=0.02)
    readers = [RecordingReader(file) for file in result["recordings"]]
    assert [reader.header.label for reader in readers] == [
        "calibration",
        "1-orchard",
        "2-star-reach",
        "3-marble-maze",
    ]
    assert all(reader.complete for reader in readers)
    assert all(reader.header.board.origin == "simulated" for reader in readers)
    # One session, no sample twice, none lost between two files.
    seqs = [sample.seq for reader in readers for sample in reader.forces()]
    assert seqs == list(range(len(seqs)))
    # Messages: a busy computer sends fewer, with more samples in each.
    assert result["published"]["samples"] > 20
    assert result["published"]["metrics"] > 20
    assert "SIMULATED" in Path(result["summary"]["text"]).read_text(encoding="utf-8")
    page = Path(result["summary"]["html"]).read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "SIMULATED" in page


@pytest.mark.parametrize(
    ("game", "rates"),
    [("orchard", ("13", "60")), ("star-reach", ("24",)), ("marble-maze", ("144",))],
)
def test_play_gives_the_same_digest_at_any_frame_rate(game: str, rates: tuple[str, ...]) -> None:
    words = (game, "--board", "sim:?seed=3&profile=older", "--seed", "7", "--seconds", "6")
    first = play(*words)
    assert tuple(first)[: len(KEYS)] == KEYS
    assert first["simulated"] is True
    for fps in rates:
        assert play(*words, "--fps", fps)["digest"] == first["digest"]
    if game == "orchard":  # Once: the digest is made alike for all.
        assert play(*words[:-3], "8", *words[-2:])["digest"] != first["digest"]


@needs_bds
def test_play_a_real_persons_sway() -> None:
    words = ("star-reach", "--board", f"replay:{BDS / 'BDS00121.txt'}")
    first = play(*words)
    assert (first["simulated"], first["origin"]) == (False, "replayed")
    assert first["trials"] >= 3
    assert play(*words)["digest"] == first["digest"]
    assert play(*words, "--fps", "37")["digest"] == first["digest"]


@needs_bds
def test_analyze_gives_the_published_numbers() -> None:
    files = sorted(BDS.glob("BDS*.txt"))
    done = run("analyze", *map(str, files), "--preset", "duarte_bds", "--json")
    assert done.returncode == 0, done.stderr
    results = {Path(r["file"]).stem: r for r in map(json.loads, done.stdout.splitlines())}
    with (BDS / "published.tsv").open(encoding="utf-8") as text:
        published = list(csv.DictReader(text, delimiter="\t"))
    assert len(published) == len(files) == 8
    for row in published:
        metrics = results[row["trial"]]["metrics"]
        area_cm2 = metrics["ellipse_area_mm2"]["value"] / 100.0
        velocity_cm_s = metrics["mean_velocity_mm_s"]["value"] / 10.0
        assert area_cm2 == pytest.approx(float(row["cop_area_cm2"]), rel=1e-9)
        assert velocity_cm_s == pytest.approx(float(row["cop_velocity_cm_s"]), rel=1e-9)


def test_watch_streams_ndjson() -> None:
    done = run("watch", "sim:?speed=0", "--seconds", "3", "--json")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 30
    assert lines[-1]["metrics"]["sway_path_mm"] > 0.0
    assert "SIMULATED" in done.stderr


def test_watch_streams_ndjson_without_the_compiler() -> None:
    done = run("watch", "sim:?speed=0", "--seconds", "1", "--json", NUMBA_DISABLE_JIT="1")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout.splitlines()[-1])["ml_mm"], float)


@pytest.mark.parametrize("command", [("games",), ("boards",), ("warmup",), ("recover",)])
def test_short_commands_speak_json(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "--json", BALANCE_ARCADE_DATA=str(tmp_path))
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        json.loads(line)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"example: balance-arcade {command}" in done.stdout
