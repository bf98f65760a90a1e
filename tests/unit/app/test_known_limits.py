"""A person whose limits are known gets them back from the test of limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from leaning_person import LEAN_MM, LeaningPerson

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.games.setup import RunOptions
from balance_arcade.records.scored_test import score_test


def test_known_limits_come_back_within_five_per_cent(tmp_path: Path) -> None:
    test = guided_test("limits-of-stability")
    playlist = Playlist(
        tuple(part.name for part in test.parts),
        options=RunOptions(spotter_confirmed=True, ask_after="never"),
        quick=True,
    )
    person = LeaningPerson([], [])
    switches = Switches(publish=False, folder=tmp_path, summary=False)
    with Host(person, switches) as host:  # type: ignore[arg-type]
        session = host.begin(playlist)
        person.run = session.run
        play_headless(host, session)
    files = sorted(tmp_path.glob("*.mcap"))
    found = score_test(files, test, height_mm=1700.0)
    for where in ("F", "FR", "R", "BR", "B", "BL", "L", "FL"):
        reach = found.outcomes[f"max_excursion_mm_{where}"].value
        assert reach == pytest.approx(LEAN_MM, rel=0.05), where
