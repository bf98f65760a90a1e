"""The plank keeps to the boards' contract, over the bytes of a pseudo terminal."""

from contextlib import ExitStack

import pytest
from emulated_plank import EmulatedPlank
from plank_board import Plank, open_plank

from balance_arcade.core.errors import BoardNotFoundError, ConfigError
from balance_arcade.hw.address import parse_address
from balance_arcade.testing.board_contract import BoardCase, BoardContract


def opened(plank: EmulatedPlank) -> Plank:
    return open_plank(parse_address(f"plank:{plank.port}"))


class TestPlank(BoardContract):
    @pytest.fixture
    def case(self):
        with ExitStack() as stack:

            def board(**person) -> Plank:
                plank = EmulatedPlank(**person)
                stack.callback(plank.unplug)
                return opened(plank)

            def vanishing() -> Plank:
                plank = EmulatedPlank()
                found = opened(plank)
                assert found.read(2.0)
                plank.unplug()
                return found

            yield BoardCase(
                scheme="plank",
                origin="real",
                open=board,
                open_quiet=lambda: board(n_samples=2),
                open_vanishing=vanishing,
                open_leaning=lambda: board(right_n=80.0),
            )


def test_a_port_that_is_not_there_is_named():
    with pytest.raises(BoardNotFoundError, match="/dev/no-such-port"):
        open_plank(parse_address("plank:/dev/no-such-port"))


def test_an_option_that_it_does_not_know_is_refused():
    with pytest.raises(ConfigError, match="rate"):
        open_plank(parse_address("plank:/dev/null?rate=5"))
