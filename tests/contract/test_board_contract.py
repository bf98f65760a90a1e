"""Every board of ours keeps to the contract that boards of other packages are held to."""

from __future__ import annotations

import pytest
from board_factories import FACTORIES

from balance_arcade.hw.registry import BUILT_IN, known_schemes
from balance_arcade.testing.board_contract import BoardContract


def test_every_scheme_of_the_registry_is_in_this_suite():
    assert set(BUILT_IN) <= set(FACTORIES), "write a factory in board_factories.py"
    assert set(FACTORIES) <= set(known_schemes())


@pytest.mark.parametrize("scheme", sorted(FACTORIES))
class TestOurBoards(BoardContract):
    @pytest.fixture
    def case(self, scheme, tmp_path):
        with FACTORIES[scheme](tmp_path) as made:
            assert made.scheme == scheme
            yield made
