"""A board that fails does not take the result of what was played with it."""

from __future__ import annotations

import json

import pytest

from balance_arcade.cli import main


def test_what_was_played_is_printed_although_the_board_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("play", "orchard", "--headless", "--no-record", "--json", "--seconds", "60")
    code = main([*words, "--board", "sim:?seed=2&vanish=60"])
    said = capsys.readouterr()
    assert code == 1
    assert "pulled out" in said.err
    # A busy computer may say before that it compiles, and what it waits for.
    aside = ("First start", "Waiting for")
    assert len([line for line in said.err.splitlines() if not line.startswith(aside)]) == 1
    played = json.loads(said.out)
    assert 5.0 < played["seconds"] < 15.0
    assert played["game"] == "orchard"


def test_nothing_is_printed_where_nothing_was_played(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("play", "orchard", "--headless", "--no-record", "--json", "--seconds", "60")
    assert main([*words, "--board", "sim:?seed=2&vanish=10"]) == 1
    assert capsys.readouterr().out == ""


def test_a_game_without_a_board_is_told_how_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", "orchard"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("balance-arcade play: No board was named.")
    assert "--board sim:" in said
