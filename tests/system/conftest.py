"""Kernels are compiled once before programs are started, so that none of them spends time on it."""

from __future__ import annotations

import pytest
from program import run


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    done = run("warmup")
    assert done.returncode == 0, done.stderr
