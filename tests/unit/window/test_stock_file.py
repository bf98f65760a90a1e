"""A file of painted pictures has one name in every process, so that the next session reads it."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys

import numpy as np
import pygame
import pytest

from balance_arcade.games.kit.stock import Stock
from balance_arcade.window import stock_file as files
from balance_arcade.window.stock_file import read_stock, write_stock

SAY_NAME = """
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.registry import view_class
from balance_arcade.window.stock_file import PaintOrder, stock_file
order = PaintOrder("view", "orchard", (1280, 720), NIGHT)
print(stock_file(order, view_class("orchard")).name)
"""


def test_every_process_gives_the_same_name() -> None:
    # Texts hash differently by this seed, and with them a set comes in another order.
    names = {
        subprocess.run(
            [sys.executable, "-c", SAY_NAME],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in range(6)
    }
    assert len(names) == 1


@pytest.fixture
def stock() -> Stock:
    """Two pictures, one with transparency."""
    rng = np.random.default_rng(1)
    made = Stock()
    for key, flags in (("ground", 0), ("petals", pygame.SRCALPHA)):
        picture = pygame.Surface((300, 200), flags, 32)
        pygame.surfarray.blit_array(picture, rng.integers(0, 255, (300, 200, 3)))
        made.pictures[key] = picture
    return made


def test_gives_the_same_pixels_back(tmp_path, stock) -> None:
    file = tmp_path / "cache" / "place"
    write_stock(file, stock)
    again = read_stock(file)
    assert again is not None
    for key, picture in stock.pictures.items():
        assert again.pictures[key].get_buffer().raw == picture.get_buffer().raw


def test_folder_is_the_owners_alone(tmp_path, stock) -> None:
    write_stock(tmp_path / "cache" / "place", stock)
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def cut(data: bytes) -> bytes:
    return data[:-100]


def one_bit(data: bytes) -> bytes:
    return data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]


def foreign(_: bytes) -> bytes:
    return b"PK\x03\x04 something else entirely"


def below_zero(_: bytes) -> bytes:
    head = b'{"pictures":[{"key":"a","size":[-4,-4],"is_veiled":false}],"crc":0}'
    return head + b"\n" + bytes(64)


def too_wide(_: bytes) -> bytes:
    head = b'{"pictures":[{"key":"a","size":[400000,0],"is_veiled":false}],"crc":0}'
    return head + b"\n"


@pytest.mark.parametrize("harm", [cut, one_bit, foreign, below_zero, too_wide])
def test_a_file_that_is_not_whole_counts_as_none_and_is_named(
    harm, tmp_path, stock, caplog
) -> None:
    file = tmp_path / "place"
    write_stock(file, stock)
    file.write_bytes(harm(file.read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert read_stock(file) is None
    assert "painted anew" in caplog.text
    assert not file.exists()
    assert read_stock(file) is None, "and a missing one is no fault"


def test_old_files_leave_when_there_is_too_much(tmp_path, stock, monkeypatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1_000_000)
    for number in range(4):
        file = tmp_path / f"place-{number}"
        write_stock(file, stock)
        os.utime(file, (number, number))
    write_stock(tmp_path / "place-4", stock)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["place-3", "place-4"]
