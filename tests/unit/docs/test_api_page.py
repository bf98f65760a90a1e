"""The public face is what its page, its stub and its table say, and its examples run."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import balance_arcade

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
NAMES = sorted(set(balance_arcade.__all__) - {"__version__"})


def test_table_page_and_stub_have_the_same_names() -> None:
    rows = re.findall(r"^\| (`.+?`) \|", PAGE, re.MULTILINE)
    named = {re.split(r"\W", name)[0] for row in rows for name in re.findall(r"`(.+?)`", row)}
    assert sorted(named) == NAMES
    stub = ast.parse((ROOT / "balance_arcade" / "__init__.pyi").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(imported) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_documented(name: str) -> None:
    assert getattr(balance_arcade, name).__doc__
    assert name in dir(balance_arcade)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = balance_arcade.nothing  # type: ignore[attr-defined]


def test_importing_the_package_imports_no_room() -> None:
    code = "import sys, balance_arcade; print([m for m in sys.modules if m.startswith('numba')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_pages_examples_run(tmp_path: Path) -> None:
    rows = [f"{k / 100:.2f},{k % 17 / 10},{k % 23 / 10}" for k in range(3000)]
    (tmp_path / "trial.csv").write_text("t_s,cop_ml_mm,cop_ap_mm\n" + "\n".join(rows) + "\n")
    for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
