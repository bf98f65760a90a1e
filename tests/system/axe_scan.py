"""Deque's axe in a page of the browser, for the tests that look for what keeps people out."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest


def axe_file():
    """Deque's axe, wherever somebody has put it; None without it."""
    if "BALANCE_ARCADE_AXE" in os.environ:
        return Path(os.environ["BALANCE_ARCADE_AXE"])
    found = importlib.util.find_spec("axe_core_python")
    places = found.submodule_search_locations if found else None
    return Path(places[0]) / "axe.min.js" if places else None


AXE = axe_file()
needs_axe = pytest.mark.skipif(
    AXE is None, reason="axe-core is not installed (pip install axe-core-python)"
)
FOUND = """
axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`))
"""
