"""What can be played is listed with what everybody asks first."""

from __future__ import annotations

import json

from balance_arcade.cli import main
from balance_arcade.games.registry import known_games


def test_games_are_listed_with_purpose_class_input_and_levels(capsys):
    assert main(["games", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["name"] for one in told if "left_out" not in one] == list(known_games())
    ours = [one for one in told if one.get("package") == "balance-arcade"]
    assert len(ours) >= 12
    for one in ours:
        assert one["purpose"], one["name"]
        assert one["input"], one["name"]
        assert one["class"] in {"A", "B", "C"}
        assert one["class"] == one["safety_class"]
        assert one["levels"], one["name"]
        assert all({"name", "unit", "easy", "hard"} <= set(axis) for axis in one["levels"])


def test_the_list_for_people_says_what_is_read(capsys):
    assert main(["games"]) == 0
    assert "reads share of the load on the left" in capsys.readouterr().out
