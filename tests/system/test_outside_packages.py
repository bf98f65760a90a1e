"""Boards and games of packages outside the tree: found, held to their contract, played.

Nothing is installed: a package is found by its folder on the path and by metadata made here from
its own ``pyproject.toml``, as an installer would make it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from program import ROOT, environment, one_line, run

from balance_arcade.files.recording import RecordingReader

pytestmark = pytest.mark.system

PACKAGES = {
    "board_package": ROOT / "examples" / "board_package",
    "game_package": ROOT / "examples" / "game_package",
}


OPTIONS = ("-q", "-p", "no:cacheprovider", "--rootdir", ".", "-c", os.devnull)
"""Of pytest, so that our own settings do not reach a package outside the tree."""


def describe(site: Path, folder: Path) -> None:
    """Write what an installer writes of a package."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")


@pytest.fixture
def installed(tmp_path):
    """Folders on the path of a program that finds both packages."""
    site = tmp_path / "site"
    for folder in PACKAGES.values():
        describe(site, folder)
    return os.pathsep.join([str(site), *map(str, PACKAGES.values())])


def objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", PACKAGES)
def test_package_keeps_to_its_contract(name):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, "."],
        cwd=PACKAGES[name],
        env=environment(PYTHONPATH=str(ROOT), SDL_VIDEODRIVER="dummy"),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


def test_no_file_of_ours_names_them():
    """The count of files and lines of ours that had to be touched: none."""
    words = ("lily_pond", "lily-pond", "lily pond", "plank_board", "plank:")
    for file in (*(ROOT / "balance_arcade").rglob("*.py"), ROOT / "pyproject.toml"):
        text = file.read_text(encoding="utf-8").lower()
        assert not any(word in text for word in words), file


def test_both_are_listed_with_their_packages(installed):
    games = objects(run("games", "--json", PYTHONPATH=installed))
    assert [g["package"] for g in games if g["name"] == "lily-pond"] == ["lily-pond"]
    # Ours come first, and another package's after them.
    assert [g["package"] for g in games] == ["balance-arcade"] * (len(games) - 1) + ["lily-pond"]
    boards = run("boards", PYTHONPATH=installed)
    assert "plank: (plank-board)" in boards.stdout
    assert "sim:" in boards.stdout


def test_the_game_is_played_twice_alike(installed, tmp_path):
    results = [
        objects(
            run(
                *("play", "lily-pond", "--board", "sim:?seed=3&profile=healthy", "--headless"),
                *("--seconds", "30", "--seed", "5", "--json", "--out", str(tmp_path / str(k))),
                PYTHONPATH=installed,
            )
        )[-1]
        for k in range(2)
    ]
    first, second = results
    assert first["game"] == "lily-pond"
    assert first["trials"] >= 4
    assert first["successes"] >= 1
    assert first["digest"] == second["digest"]
    files = list((tmp_path / "0").rglob("*lily-pond*.mcap"))
    assert len(files) == 1
    assert RecordingReader(files[0]).complete


def test_the_board_is_watched_over_its_bytes(installed, monkeypatch):
    monkeypatch.syspath_prepend(str(PACKAGES["board_package"]))
    from emulated_plank import EmulatedPlank

    plank = EmulatedPlank()
    try:
        rows = objects(
            run("watch", f"plank:{plank.port}", "--seconds", "2", "--json", PYTHONPATH=installed)
        )
    finally:
        plank.unplug()
    assert rows


ROGUE = """
import time
from balance_arcade.games.entry import GameEntry
import lily_pond, msgspec
from lily_pond.model import Model as Sound

GAME = GameEntry(
    spec=msgspec.structs.replace(lily_pond.SPEC, name="rogue", title="Rogue"),
    model="rogue_game:Model", view="lily_pond.view:View", contract=1,
)

class Model(Sound):
    def step(self, control):
        super().step(control)
        if self.n_steps == 600:
            ACT
"""


@pytest.mark.parametrize(
    ("act", "error"),
    [
        ("raise RuntimeError('/home/somebody')", "RuntimeError"),
        ("while True: pass", "GameTooLongError"),
    ],
)
def test_a_rogue_game_is_named_in_one_line_and_the_recording_is_whole(
    installed, tmp_path, act, error
):
    folder = tmp_path / "rogue"
    folder.mkdir()
    (folder / "rogue_game.py").write_text(ROGUE.replace("ACT", act))
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "rogue-game"\nversion = "1"\n'
        '[project.entry-points."balance_arcade.games"]\nrogue = "rogue_game:GAME"\n'
    )
    describe(tmp_path / "site", folder)
    out = tmp_path / "out"
    done = run(
        *("play", "rogue", "--board", "sim:?seed=3", "--headless", "--seconds", "30"),
        *("--json", "--out", str(out)),
        PYTHONPATH=os.pathsep.join([str(folder), installed]),
    )
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "stopped" in line]
    assert said == [f"The game rogue has stopped ({error}); the recording is whole."]
    assert "Traceback" not in done.stderr
    assert "/home/somebody" not in done.stderr
    result = json.loads(done.stdout)
    assert (result["failed"], result["seconds"]) == (error, pytest.approx(5.0, abs=0.01))
    files = [RecordingReader(file) for file in sorted(out.rglob("*.mcap"))]
    assert files
    assert all(file.complete for file in files)
    failed = [e for file in files for e in file.events() if e.kind == "game.failed"]
    assert [event.data for event in failed] == [
        {"game": "rogue", "error": error, "text": f"Rogue has stopped ({error})."}
    ]


def test_a_game_that_does_not_load_is_left_out_and_named(installed, tmp_path):
    folder = tmp_path / "rogue"
    folder.mkdir()
    (folder / "rogue_game.py").write_text("raise RuntimeError('not today')\n")
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "rogue-game"\nversion = "1"\n'
        '[project.entry-points."balance_arcade.games"]\nrogue = "rogue_game:GAME"\n'
    )
    describe(tmp_path / "site", folder)
    path = os.pathsep.join([str(folder), installed])
    listed = run("games", PYTHONPATH=path)
    assert listed.returncode == 0
    said = one_line(listed.stderr)
    assert said.startswith("left out: rogue of rogue-game. rogue_game:GAME does not load")
    assert "lily-pond" in listed.stdout
    asked = run("play", "rogue", "--board", "sim:", "--headless", PYTHONPATH=path)
    assert asked.returncode == 1
    assert "rogue of rogue-game cannot be played" in one_line(asked.stderr)
