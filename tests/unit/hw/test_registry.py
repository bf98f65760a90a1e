from __future__ import annotations

import sys
import types
from importlib.metadata import EntryPoint

import msgspec
import pytest

from balance_arcade.core.board import BoardHealth, BoardInfo, Geometry
from balance_arcade.core.errors import (
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.hw import registry
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.registry import (
    BoardRow,
    diagnose_boards,
    known_schemes,
    list_boards,
    open_board,
)

OURS = "balance_arcade.hw.sim:open_sim_board"


def _install(monkeypatch, *entries):
    found = tuple(EntryPoint(name, value, registry.GROUP) for name, value in entries)
    monkeypatch.setattr(registry, "entry_points", lambda group: found)


@pytest.fixture
def foreign_module(monkeypatch):
    module = types.ModuleType("foreign_boards")

    def open_foreign(address):
        module.asked = address
        return open_board("sim:?speed=0")

    module.open_foreign = open_foreign
    module.open_nothing = lambda address: object()
    module.find_boards = lambda: [BoardRow("foreign:1", "Foreign", "real")]
    monkeypatch.setitem(sys.modules, "foreign_boards", module)
    return module


def test_built_in_boards_open_without_any_package_metadata(monkeypatch):
    _install(monkeypatch)
    assert known_schemes() == (
        "sim",
        "replay",
        "arduino",
        "dual",
        "lines",
        "lsl",
        "pointer",
        "tecgihan",
        "wii",
    )
    with open_board("sim:?speed=0") as board:
        assert board.info.origin == "simulated"


def test_our_own_entry_points_are_not_rivals_of_the_table(monkeypatch):
    _install(monkeypatch, ("sim", OURS), ("sim", OURS))
    with open_board("sim:?speed=0"):
        assert known_schemes().count("sim") == 1


def test_the_packages_metadata_names_the_same_boards_as_the_table():
    from importlib.metadata import entry_points

    ours = {
        entry.name: entry.value
        for entry in entry_points(group=registry.GROUP)
        if entry.value.startswith("balance_arcade.")
    }
    assert ours == registry.BUILT_IN


def test_board_of_another_package_opens_and_gets_its_address(monkeypatch, foreign_module):
    _install(monkeypatch, ("foreign", "foreign_boards:open_foreign"))
    assert known_schemes()[-1] == "foreign"
    open_board("foreign:42?a=1").close()
    assert (foreign_module.asked.path, foreign_module.asked.options) == ("42", {"a": "1"})


def test_unknown_scheme_lists_the_known_ones_and_the_nearest():
    with pytest.raises(BoardNotFoundError) as caught:
        open_board("simm:?seed=1")
    assert "'simm:'" in caught.value.message
    assert "Did you mean 'sim:'?" in caught.value.message
    assert all(f"{scheme}:" in caught.value.hint for scheme in ("sim", "replay", "arduino"))
    assert caught.value.address == "simm:?seed=1"


@pytest.mark.parametrize("value", ["no_such_package_x:open_it", "math:no_such_function"])
def test_package_that_does_not_load_is_named(monkeypatch, value):
    _install(monkeypatch, ("broken", value))
    with pytest.raises(BoardUnavailableError, match=value) as caught:
        open_board("broken:")
    assert caught.value.reason is UnavailableReason.DRIVER_MISSING
    assert caught.value.__cause__ is not None


def test_two_packages_with_one_scheme_are_refused(monkeypatch):
    _install(monkeypatch, ("twin", "a:b"), ("twin", "c:d"))
    with pytest.raises(ConfigError, match="a:b, c:d"):
        open_board("twin:")


def test_package_that_claims_a_built_in_scheme_is_refused(monkeypatch):
    _install(monkeypatch, ("sim", "evil:open_it"))
    with pytest.raises(ConfigError, match="evil:open_it"):
        open_board("sim:")


def test_factory_that_returns_no_board_is_refused(monkeypatch, foreign_module):
    _install(monkeypatch, ("foreign", "foreign_boards:open_nothing"))
    with pytest.raises(ConfigError, match="not a board"):
        open_board("foreign:")


def test_list_has_the_simulation_other_packages_and_what_is_broken(monkeypatch, foreign_module):
    _install(
        monkeypatch,
        ("foreign", "foreign_boards:open_foreign"),
        ("broken", "no_such_package_x:open_it"),
    )
    rows = list_boards()
    assert any(row.address == "sim:" and row.origin == "simulated" for row in rows)
    assert BoardRow("foreign:1", "Foreign", "real") in rows
    broken = [row for row in rows if row.model == "broken:"]
    assert len(broken) == 1
    assert broken[0].address == ""
    assert "no_such_package_x" in broken[0].note


def test_every_kind_of_board_is_asked_what_is_wrong(monkeypatch, foreign_module):
    foreign_module.diagnose = lambda: [Finding("foreign", "fail", "No cable.", "Plug it in.")]
    _install(monkeypatch, ("foreign", "foreign_boards:open_foreign"), ("broken", "no_such:open"))
    findings = diagnose_boards()
    assert Finding("foreign", "fail", "No cable.", "Plug it in.") in findings
    broken = next(finding for finding in findings if finding.name == "boards broken:")
    assert broken.level == "warn"
    assert "does not load" in broken.what
    assert "Install" in broken.hint


NAN = float("nan")
GOOD = BoardInfo("foreign:", "foreign", "Foreign", "", Geometry(400.0, 240.0), 100.0, "host")


class ForeignBoard:
    """A board that says what the test wants it to say, and has nothing else to give."""

    def __init__(self, info):
        self.info = info
        self.health = BoardHealth()
        self.ended = False
        self.n_closed = 0

    def read(self, timeout_s):
        return ()

    def close(self):
        self.n_closed += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"nominal_rate_hz": NAN}, "rate of nan Hz"),
        ({"nominal_rate_hz": 0.0}, "rate of 0 Hz"),
        ({"geometry": Geometry(0.0, 240.0)}, "width of 0 mm"),
        ({"geometry": Geometry(400.0, NAN)}, "length of nan mm"),
        ({"geometry": (400.0, 240.0)}, "not as it must be"),
        ({"board_id": "a b/c"}, "'a b/c' must be 1 to 64 letters"),
        ({"speed": -1.0}, "speed of -1"),
        ({"origin": "somewhere"}, "not as it must be"),
        ({"clock": 5}, "not as it must be"),
    ],
)
def test_board_that_says_nonsense_of_itself_is_named_and_closed(
    monkeypatch, foreign_module, fields, said
):
    board = ForeignBoard(msgspec.structs.replace(GOOD, **fields))
    foreign_module.open_foreign = lambda address: board
    _install(monkeypatch, ("foreign", "foreign_boards:open_foreign"))
    with pytest.raises(ConfigError, match=f"'foreign:' of foreign_boards.*{said}"):
        open_board("foreign:")
    assert board.n_closed == 1


def test_board_whose_info_raises_is_named(monkeypatch, foreign_module):
    class Bad(ForeignBoard):
        info = property(lambda self: 1 // 0, lambda self, value: None)

    foreign_module.open_foreign = lambda address: Bad(None)
    _install(monkeypatch, ("foreign", "foreign_boards:open_foreign"))
    with pytest.raises(ConfigError, match="ZeroDivisionError"):
        open_board("foreign:")


def test_package_that_raises_anything_when_opened_is_named(monkeypatch, foreign_module):
    def open_it(address):
        raise KeyError("port")

    foreign_module.open_foreign = open_it
    _install(monkeypatch, ("foreign", "foreign_boards:open_foreign"))
    with pytest.raises(BoardUnavailableError, match=r"come from foreign_boards.*raised.*KeyError"):
        open_board("foreign:")


@pytest.mark.parametrize("hook", [lambda: 1 // 0, lambda: ["a row"], lambda: None])
def test_package_that_cannot_list_its_boards_leaves_the_others(monkeypatch, foreign_module, hook):
    foreign_module.find_boards = foreign_module.diagnose = hook
    _install(monkeypatch, ("foreign", "foreign_boards:open_foreign"))
    rows, findings = list_boards(), diagnose_boards()
    assert any(row.address == "sim:" for row in rows)
    (bad,) = [row for row in rows if row.model == "foreign:"]
    assert "foreign_boards" in bad.note
    assert any(finding.name == "boards foreign:" for finding in findings)
