"""A board of lines keeps to the contract over the network too, as over a pseudo terminal."""

from __future__ import annotations

import pytest
from board_factories import lines_case

from balance_arcade.testing.board_contract import BoardContract


@pytest.mark.parametrize("way", ["tcp", "udp"])
class TestLinesOverNetworks(BoardContract):
    @pytest.fixture
    def case(self, way, tmp_path):
        with lines_case(tmp_path, way) as made:
            yield made
