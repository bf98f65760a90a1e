"""A summary that cannot be written costs the page only, not the word of what was played."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balance_arcade.app import summing_up
from balance_arcade.cli import main
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording import RecordingReader


def full(folder: Path, summary: object) -> dict[str, str]:
    raise RecordingError("The summary cannot be written.")


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--headless", "--any-port", "--no-station", "--speed", "50", "--seconds", "6"),
        ("play", "orchard", "--board", "sim:?seed=3", "--headless", "--seconds", "2"),
    ],
)
def test_results_are_printed_before_the_fault(
    words: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(summing_up, "write_summary", full)
    assert main([*words, "--json", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr()
    result = json.loads(said.out)
    played = result["results"][0] if "results" in result else result
    assert played["game"] == "orchard"
    (fault,) = [line for line in said.err.splitlines() if "cannot be written" in line]
    assert fault.startswith(f"balance-arcade {words[0]}:")
    files = sorted(tmp_path.glob("*.mcap"))
    assert len(files) >= 2
    assert all(RecordingReader(file).complete for file in files)
