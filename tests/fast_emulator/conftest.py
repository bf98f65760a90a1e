"""The fast board for the tests here."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def rig_library():
    """Core and model are built."""
    from fast_rig import ToolMissingError, build

    try:
        return build()
    except ToolMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def rig(rig_library):
    """A new board with a load on its cells."""
    from fast_rig import Rig

    board = Rig(rig_library)
    board.load((100_000, 200_000, 300_000, 400_000))
    return board
