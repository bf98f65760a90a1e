"""A disk without room for the compiled kernels is named with what to do."""

from __future__ import annotations

import errno
import os

import pytest

from balance_arcade.app import compiling
from balance_arcade.core.errors import ConfigError


def test_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(progress: object, use: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(compiling, "warmup", no_room)
    with pytest.raises(ConfigError, match=r"No space left.*NUMBA_CACHE_DIR"):
        compiling.ensure_compiled()
