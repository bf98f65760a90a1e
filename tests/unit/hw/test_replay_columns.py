"""``columns=`` in a replay's address."""

from __future__ import annotations

import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.address import parse_address
from balance_arcade.hw.replay import open_replay_board


def test_columns_that_the_address_names_make_the_corners(tmp_path):
    path = tmp_path / "logger.csv"
    path.write_text("Time,x,y,F\n" + "".join(f"{i / 100},20,30,700\n" for i in range(20)))
    address = f"replay:{path}?columns=t=Time[s],ml=x[mm],ap=y[mm],fz=F[n]&speed=0"
    with open_replay_board(parse_address(address)) as board:
        (sample,) = board.read(1.0)[:1]
    assert sample.tl_n + sample.tr_n + sample.bl_n + sample.br_n == pytest.approx(700.0)
    right_n = sample.tr_n + sample.br_n
    # 20 mm to the right on cells that stand 600 mm apart.
    assert right_n == pytest.approx(700.0 * (0.5 + 20 / 600))


def test_wrong_columns_are_refused(tmp_path):
    path = tmp_path / "logger.csv"
    path.write_text("Time,x,y\n0,1,2\n")
    with pytest.raises(ConfigError, match="'sideways' is no quantity"):
        open_replay_board(parse_address(f"replay:{path}?columns=sideways=x"))
