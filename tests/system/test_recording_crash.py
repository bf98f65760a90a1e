"""A recording process is killed at random moments, or its disk fills up: the rest is readable."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from patience import DEADLINE_S
from recording_child import N_AT_ONCE, RATE_HZ, sample

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording import RecordingReader, RecordingWriter, recover_folder

pytestmark = pytest.mark.system

CHILD = Path(__file__).with_name("recording_child.py")
# One chunk (0.2 s), the reading that is put into it, and the one that is not yet counted.
MOST_LOST = round(0.2 * RATE_HZ) + 2 * N_AT_ONCE


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CHILD), str(folder), *more], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("moment", range(10))
def test_kill_9_costs_one_chunk_at_most(tmp_path: Path, moment: int) -> None:
    child = start(tmp_path)
    assert child.stdout is not None
    assert child.stdout.readline() == "recording\n"
    time.sleep(random.Random(moment).uniform(0.0, 1.6))
    child.send_signal(signal.SIGKILL)
    # The kill may have cut the last line.
    said = [line for line in child.stdout.read().splitlines(keepends=True) if line[-1] == "\n"]
    child.stdout.close()
    child.wait(DEADLINE_S)
    n_offered, n_waiting = map(int, said[-1].split()) if said else (0, 0)
    part = tmp_path / "kill.mcap.part"
    reader = RecordingReader(part)
    assert reader.forces() == [sample(k) for k in range(reader.n_samples)]
    assert n_offered - n_waiting - reader.n_samples <= MOST_LOST
    (recovered,) = recover_folder(tmp_path)
    assert recovered.error == ""
    assert [p.name for p in tmp_path.iterdir()] == ["kill.mcap"]
    whole = RecordingReader(tmp_path / "kill.mcap")
    assert (whole.complete, whole.end_reason) == (True, "interrupted")
    assert whole.n_samples == reader.n_samples


def test_a_living_process_is_left_alone_and_a_dead_one_is_not(tmp_path: Path) -> None:
    child = start(tmp_path)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "recording\n"
        while int(child.stdout.readline().split()[0]) < 500:
            assert child.poll() is None
        assert recover_folder(tmp_path) == []
        assert (tmp_path / "kill.mcap.part").exists()
    finally:
        child.kill()
        child.stdout.close()
        child.wait(DEADLINE_S)
    assert [r.error for r in recover_folder(tmp_path)] == [""]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no RLIMIT_FSIZE.")
def test_a_file_that_may_not_grow_is_told_and_stays_readable(tmp_path: Path) -> None:
    child = start(tmp_path, "100000")
    assert child.stdout is not None
    said = child.stdout.read()
    child.stdout.close()
    assert child.wait(DEADLINE_S) == 1
    assert "error: The recording kill.mcap could not be written: File too large." in said
    reader = RecordingReader(tmp_path / "kill.mcap.part")
    assert reader.forces() == [sample(k) for k in range(reader.n_samples)]
    assert reader.n_samples > 900
    assert [p.name for p in tmp_path.iterdir()] == ["kill.mcap.part"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB, where this machine lets us make one."""
    mount = shutil.which("mount")
    if mount is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("Mounting a small file system needs root.")
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"tmpfs cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    child = start(small_disk)
    assert child.stdout is not None
    said = child.stdout.read()
    child.stdout.close()
    assert child.wait(DEADLINE_S) == 1
    assert "error: The disk is full: the recording kill.mcap could not be written. Free" in said
    part = small_disk / "kill.mcap.part"
    reader = RecordingReader(part)
    assert reader.forces() == [sample(k) for k in range(reader.n_samples)]
    assert reader.n_samples > 2500
    # No room for the whole file beside the part: the part stays, and the reason is told.
    (result,) = recover_folder(small_disk)
    assert "disk is full" in result.error
    assert [p.name for p in small_disk.iterdir()] == ["kill.mcap.part"]
    with pytest.raises(RecordingError, match="disk is full"):
        fill(small_disk)
    assert RecordingReader(part).n_samples == reader.n_samples


def fill(folder: Path) -> None:
    reader = RecordingReader(folder / "kill.mcap.part")
    with RecordingWriter(folder / "other.mcap", reader.header) as writer:
        for k in range(100):
            writer.write_samples([sample(k * 100 + i) for i in range(100)])
