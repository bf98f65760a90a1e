"""What several files of faults share."""

from __future__ import annotations

import pytest

from balance_arcade.server import archive


@pytest.fixture(scope="module")
def short_memory():
    """So short that hardly any gap can be fetched from it: an hour away, in a few samples."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archive, "MAX_SAMPLES_KEPT", 60)
        patch.setitem(archive.RING_LENGTH, "samples", 12)
        yield
