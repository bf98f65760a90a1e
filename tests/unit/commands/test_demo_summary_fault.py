"""A summary that cannot be written costs the page only, not the word of what was played."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from balance_arcade.commands import demo as demo_command
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import RecordingError


def test_results_are_printed_before_the_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(folder: Path, summary: object) -> dict[str, str]:
        raise RecordingError("The summary cannot be written.")

    monkeypatch.setattr(demo_command, "summarise", lambda *_: None)
    monkeypatch.setattr(demo_command, "write_summary", full)
    args = argparse.Namespace(json=True, profile="frail")
    demo = demo_command._Demo(args, tmp_path, None)
    stage = SimpleNamespace(
        run=SimpleNamespace(results=lambda: ["played"]), recordings=[tmp_path / "trial.mcap"]
    )
    publisher = SimpleNamespace(n_sent={"samples": 7})
    with pytest.raises(RecordingError, match="summary"):
        demo._say(cast(Any, stage), cast(Any, publisher), "http://here/", WallAnchor.now())
    said = json.loads(capsys.readouterr().out)
    assert said["results"] == ["played"]
    assert said["recordings"] == [str(tmp_path / "trial.mcap")]
    assert said["summary"] == {}
