"""A replay as a film: whole under its name or not there at all, and the same digest.

The ffmpeg of most tests is a few lines of shell that take its words and its input; where the true
one is installed it is tried too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from replay_kit import record

from balance_arcade.app.film import Film, find_ffmpeg
from balance_arcade.app.replay_files import find_runs
from balance_arcade.app.replay_film import film_replay
from balance_arcade.app.replay_view import ReplayView
from balance_arcade.app.replaying import Replay
from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError, RecordingError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")

SIZE = (640, 480)
LAST = 'for last; do :; done; echo "$@" > "$0.words"\n'
WRITES = LAST + 'cat > "$last"\n'
DIES = LAST + 'head -c 1000 > "$last"; echo "av_interleaved_write: out of memory" >&2; exit 3\n'
NO_ROOM = LAST + 'cat > "$last"; echo "trailer: No space left on device" >&2; exit 228\n'


def stand_in(folder: Path, script: str) -> str:
    """A program that is called as ffmpeg is."""
    file = folder / "ffmpeg"
    file.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    folder = tmp_path_factory.mktemp("session")
    return folder, record(folder, "orchard", seconds=4.0)


def view_of(folder: Path) -> ReplayView:
    (run,) = find_runs(str(folder), folder)
    return ReplayView(Replay(run), is_film=True)


def test_a_film_holds_every_frame_and_the_digest_stays(session, tmp_path):
    folder, played = session
    view = view_of(folder)
    ffmpeg = stand_in(tmp_path, WRITES)
    film = tmp_path / "session.mp4"
    n_frames = film_replay(view, film, fps=24.0, size=SIZE, speed=40.0, ffmpeg=ffmpeg)
    view.replay.close()
    whole_s = view.replay.end_s - view.replay.start_s
    assert n_frames == pytest.approx(whole_s * 24.0 / 40.0, abs=2.0)
    assert film.stat().st_size == n_frames * SIZE[0] * SIZE[1] * 3
    words = Path(f"{ffmpeg}.words").read_text(encoding="utf-8")
    assert "-s 640x480 -r 24" in words
    assert [one.digest for one in view.replay.results()] == [one.digest for one in played]
    assert [one.same for one in view.replay.verdicts()] == [True]
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("script", "said"),
    [(DIES, "av_interleaved_write: out of memory"), (NO_ROOM, "The disk is full.")],
)
def test_a_film_that_fails_says_why_and_leaves_nothing(tmp_path, script, said):
    film = Film(tmp_path / "a.mp4", SIZE, 30.0, ffmpeg=stand_in(tmp_path, script))

    def write() -> None:
        with film:
            for _ in range(20):
                film.write(bytes(SIZE[0] * SIZE[1] * 3))

    with pytest.raises(RecordingError) as told:
        write()
    assert said in str(told.value)
    assert not list(tmp_path.glob("a.mp4*"))


def test_a_film_that_somebody_stops_leaves_nothing(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"the film of before")

    def stop() -> None:
        with Film(tmp_path / "a.mp4", SIZE, 30.0, ffmpeg=stand_in(tmp_path, WRITES)) as film:
            film.write(bytes(SIZE[0] * SIZE[1] * 3))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert [file.name for file in tmp_path.glob("a.mp4*")] == ["a.mp4"]
    assert (tmp_path / "a.mp4").read_bytes() == b"the film of before"


def test_without_ffmpeg_one_line_says_what_to_install(session, tmp_path, monkeypatch, capsys):
    folder, _ = session
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ConfigError, match="needs the program ffmpeg"):
        find_ffmpeg()
    assert main(["replay", str(folder), "--video", str(tmp_path / "a.mp4")]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "pip install 'balance-arcade[video]'" in said[0]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", [["--fps", "23"], ["--fps", "nan"], ["--size", "641x480"], ["--size", "big"]]
)
def test_films_that_nobody_can_play_are_refused(session, tmp_path, words, capsys):
    folder, _ = session
    assert main(["replay", str(folder), "--video", str(tmp_path / "a.mp4"), *words]) == 1
    assert words[0] in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg on this machine")
def test_the_true_ffmpeg_takes_the_frames(tmp_path):
    film = Film(tmp_path / "a.mp4", SIZE, 30.0)
    with film:
        for k in range(10):
            film.write(bytes([20 * k]) * (SIZE[0] * SIZE[1] * 3))
    look = [shutil.which("ffmpeg") or "", "-i", str(tmp_path / "a.mp4"), "-f", "null", "-"]
    said = subprocess.run(look, capture_output=True, text=True, check=True).stderr
    assert "640x480" in said
    assert "30 fps" in said
    assert "frame=   10" in said
