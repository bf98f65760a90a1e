"""Cells that are dead, or read below zero, on emulated boards over each of Linux's roads."""

import random
import sys

import pytest
from wii_peer import WiiPeer
from wii_room import read_until

from balance_arcade.core.samples import SampleFlag

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nodes are Linux's")

_NOISE = random.Random(7)


def cells(*kg, dead=()):
    """Loads at TL TR BL BR with the noise of a real board, a few counts; dead cells have none."""
    return lambda t_s: tuple(
        one if i in dead else one + _NOISE.gauss(0.0, 0.03) for i, one in enumerate(kg)
    )


def warned(board, words):
    """Read until a warning holds the words, and return all that was read."""
    samples = read_until(board, lambda _: any(words in text for text in board.health.warnings))
    return samples


def test_a_dead_cell_is_named_by_its_corner_and_its_samples_are_marked(room):
    room.plug(WiiPeer(load=cells(19.0, 16.0, 18.0, 17.0, dead=[2])))
    board = room.open(transport="hidraw")
    samples = warned(board, "The rear-left cell does not move")
    assert len(samples) < 300
    after = read_until(board, lambda got: len(got) >= 10)
    assert all(sample.flags & SampleFlag.CELL_FAULT for sample in after)


def test_a_cell_far_below_zero_is_named_and_not_marked(room):
    room.plug(WiiPeer(load=cells(0.2, -12.0, 0.0, 0.1)))
    board = room.open(transport="hidraw")
    samples = warned(board, "The front-right cell reads -12 kg, far below zero")
    assert not any(sample.flags & SampleFlag.CELL_FAULT for sample in samples)
    assert sum(s.tr_n for s in samples) / len(samples) == pytest.approx(-12.0 * 9.80665, abs=0.3)


def test_over_evdev_what_is_cut_off_is_named_with_the_way_out(room):
    room.plug(WiiPeer(load=cells(0.5, -12.0, 0.5, 0.5)))
    board = room.open(transport="evdev")
    samples = warned(board, "cells front-right read 0")
    assert {sample.tr_n for sample in samples} == {0.0}
    assert any("hidraw" in text for text in board.health.warnings)


def test_all_cells_below_zero_over_evdev_give_samples_and_are_named(room):
    room.plug(WiiPeer(load=cells(-0.5, -12.0, -0.5, -0.5)))
    board = room.open(transport="evdev")
    samples = warned(board, "cells front-left, front-right, rear-left, rear-right read 0")
    assert all(sample.flags & SampleFlag.HELD for sample in samples)
    assert board.health.n_gaps == 0


def test_a_sound_board_has_nothing_said_of_it(room):
    room.plug(WiiPeer(load=cells(19.0, 16.0, 18.0, 17.0)))
    board = room.open(transport="hidraw")
    read_until(board, lambda got: len(got) >= 250)
    assert board.health.warnings == ()
