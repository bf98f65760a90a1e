"""Which games there are: ours without metadata, others' by entry point, broken ones by name."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points

import msgspec
import pytest
from outside_game import SPEC, entry, install

from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError
from balance_arcade.games import registry
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.entry import CONTRACT
from balance_arcade.games.registry import (
    BUILT_IN,
    game_name,
    game_spec,
    known_games,
    left_out,
    make_model,
    package_of,
    view_class,
)

POND = ("pond", "pond_pkg:GAME")


@pytest.fixture(autouse=True)
def look_anew():
    yield
    registry.forget()


def test_our_games_open_without_any_package_metadata(monkeypatch):
    install(monkeypatch)
    assert known_games() == tuple(BUILT_IN)
    assert all(make_model(name).spec is game_spec(name) for name in known_games())
    assert left_out() == ()


def test_the_packages_metadata_names_the_same_games_as_the_table():
    ours = {
        found.name: found.value
        for found in entry_points(group=registry.GROUP)
        if found.value.startswith("balance_arcade.")
    }
    assert ours == BUILT_IN


def test_our_own_entry_points_are_no_rivals_of_the_table(monkeypatch):
    install(monkeypatch, *BUILT_IN.items(), *BUILT_IN.items())
    assert known_games() == tuple(BUILT_IN)
    assert left_out() == ()


def test_game_of_another_package_is_known_and_plays(monkeypatch):
    module = install(monkeypatch, POND)
    assert known_games()[-1] == "pond"
    assert package_of("pond") == "pond_pkg"
    model = make_model("pond")
    model.step(ControlInput(0.0, 0.1, 0.0))
    assert model.n_steps == 1
    assert view_class("pond") is module.View


@pytest.mark.parametrize(
    ("value", "made", "said"),
    [
        ("no_such_package_x:GAME", {}, "no_such_package_x:GAME does not load"),
        ("pond_pkg:NOTHING", {}, "pond_pkg:NOTHING does not load"),
        ("pond_pkg:GAME", {"GAME": object()}, "must be a GameEntry"),
        ("pond_pkg:GAME", {"GAME": entry(contract=7)}, f"version 7 .* has version {CONTRACT}"),
        ("pond_pkg:GAME", {"GAME": entry("lake")}, "called lake and its entry point pond"),
        ("pond_pkg:GAME", {"GAME": entry(model="pond_pkg.Model")}, "'module:class'"),
        ("pond_pkg:GAME", {"GAME": entry(spec={"name": "pond"})}, "not as it must be"),
        (
            "pond_pkg:GAME",
            {"GAME": entry(spec=msgspec.structs.replace(SPEC, title=7))},
            r"Expected `str`, got `int` - at `\$.spec.title`",
        ),
    ],
)
def test_a_game_that_cannot_be_played_is_left_out_and_named(monkeypatch, value, made, said):
    install(monkeypatch, ("pond", value), **made)
    assert known_games() == tuple(BUILT_IN)
    (one,) = left_out()
    assert (one.name, one.package) == ("pond", value.partition(":")[0])
    with pytest.raises(ConfigError, match=said):
        game_spec("pond")


def test_a_name_with_blanks_is_left_out(monkeypatch):
    install(monkeypatch, ("Big Pond", "pond_pkg:GAME"), GAME=entry("Big Pond"))
    assert "small letters" in left_out()[0].why


def test_two_packages_with_one_name_are_both_left_out(monkeypatch):
    install(monkeypatch, POND, ("pond", "other_pkg:GAME"))
    assert {one.package for one in left_out()} == {"pond_pkg", "other_pkg"}
    with pytest.raises(ConfigError, match=r"Several packages claim the name: other_pkg, pond_pkg"):
        make_model("pond")


def test_a_package_that_claims_the_name_of_ours_is_left_out_and_ours_plays_on(monkeypatch):
    install(monkeypatch, ("orchard", "pond_pkg:GAME"))
    assert game_spec("orchard").title == "Orchard"
    (one,) = left_out()
    assert (one.name, one.package) == ("orchard", "pond_pkg")
    assert "taken by balance-arcade" in one.why


@pytest.mark.parametrize("part", ["model", "view"])
def test_a_model_or_view_that_does_not_import_is_named(monkeypatch, part):
    install(monkeypatch, POND, GAME=entry(**{part: "no_such_module_x:Thing"}))
    load = {"model": make_model, "view": view_class}[part]
    with pytest.raises(ConfigError, match=r"pond of pond_pkg does not load.*no_such_module_x"):
        load("pond")


def test_the_command_lists_packages_and_what_was_left_out(monkeypatch, capsys):
    install(monkeypatch, POND, ("broken", "no_such_package_x:GAME"))
    assert main(["games"]) == 0
    out, err = capsys.readouterr()
    assert "from the package pond_pkg" in out
    assert "left out: broken of no_such_package_x." in err
    assert main(["games", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == [*BUILT_IN, "pond", "broken"]
    assert rows[0]["package"] == "balance-arcade"
    assert rows[len(BUILT_IN)]["package"] == "pond_pkg"
    assert "does not load" in rows[-1]["left_out"]


def test_words_and_model_of_a_game_never_import_pygame():
    code = (
        "import sys\n"
        "from balance_arcade.games.registry import known_games, make_model\n"
        "for name in known_games(): make_model(name)\n"
        "assert 'pygame' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("orchard", "orchard"),
        ("Orchard", "orchard"),
        ("STAR REACH", "star-reach"),
        (" star_reach ", "star-reach"),
        ("Marble - Maze", "marble-maze"),
    ],
)
def test_names_are_understood_as_people_write_them(said, name):
    assert game_name(said) == name
    assert game_spec(said) is game_spec(name)
    assert package_of(said) == "balance-arcade"


def test_a_game_of_another_package_is_known_by_its_title_too(monkeypatch):
    install(monkeypatch, POND)
    assert game_name("POND") == game_name(SPEC.title) == "pond"
    assert package_of("Pond") == "pond_pkg"


@pytest.mark.parametrize("said", ["", " ", "orchard!", "orchard,star-reach", "../orchard"])
def test_what_is_no_name_is_refused(said):
    with pytest.raises(ConfigError, match="No game is called"):
        game_name(said)
