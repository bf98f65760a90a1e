"""``--columns`` on the command line."""

from __future__ import annotations

import argparse

import pytest

from balance_arcade.commands.read_flags import add_read_arguments, reading
from balance_arcade.core.errors import ConfigError


def read(*words):
    parser = argparse.ArgumentParser()
    add_read_arguments(parser)
    return reading(parser.parse_args(words))


def test_columns_reach_the_reader_and_are_none_without():
    assert read()["columns"] is None
    asked = read("--columns", "t=Time[s],ml=COPx[cm],ap=#4[cm]")["columns"]
    assert [(c.quantity, c.name, c.unit) for c in asked.columns] == [
        ("t", "Time", "s"),
        ("ml", "COPx", "cm"),
        ("ap", "#4", "cm"),
    ]
    assert asked.columns[2].number == 3


def test_a_name_with_a_comma_stands_in_quotes():
    asked = read("--columns", 'ml="CoP, x"[mm],ap=y[mm]')["columns"]
    assert [c.name for c in asked.columns] == ["CoP, x", "y"]


def test_what_cannot_be_understood_is_refused():
    with pytest.raises(ConfigError, match="'COPx' names no column"):
        read("--columns", "COPx")
