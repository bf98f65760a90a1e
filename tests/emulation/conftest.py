"""What tests on emulated boards share."""

import pytest
from wii_room import Room


@pytest.fixture
def room(tmp_path):
    made = Room(tmp_path)
    yield made
    for close in reversed(made.opened):
        close()
