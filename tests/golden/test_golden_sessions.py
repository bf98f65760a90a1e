"""A session recorded anew has the samples, events and states that it had in the version before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden_kit import HERE, SESSIONS, read_plainly, said_in_session, told

from balance_arcade.cli import main

GOLDEN = json.loads((HERE / "sessions.json").read_text(encoding="utf-8"))
IN_REAL_TIME = "demo"
"""Its board runs on the wall's clock: when the person sees a goal depends on the computer's load,
and so do how far they lean and where one file ends and the next begins."""


def phases(told: dict[str, dict]) -> list[tuple[str, ...]]:
    """Phases of a session in order, with the reason of each change."""
    changes = [row[2] for row in said_in_session(told) if row[1] == "session.phase"]
    return [(change["from"], change["to"], change["reason"]) for change in changes]


def recorded(name: str, folder: Path) -> dict[str, dict]:
    """Record a golden session into a folder; what its recordings have told, by label."""
    assert main([*SESSIONS[name], "--out", str(folder)]) == 0
    plain = [read_plainly(file) for file in sorted(folder.glob("*.mcap"))]
    return {each.header["label"]: told(each) for each in plain}


@pytest.mark.parametrize("name", [name for name in SESSIONS if name != IN_REAL_TIME])
def test_a_session_is_recorded_as_before(name, tmp_path):
    found = recorded(name, tmp_path)
    assert found.keys() == GOLDEN[name].keys()
    for label, golden in GOLDEN[name].items():
        assert found[label]["events"] == golden["events"]
        assert found[label] == golden


@pytest.mark.system
def test_the_demo_goes_through_the_same_phases(tmp_path):
    found = recorded(IN_REAL_TIME, tmp_path)
    golden = GOLDEN[IN_REAL_TIME]
    assert found.keys() == golden.keys()
    assert len(phases(golden)) > 15
    assert phases(found) == phases(golden)
