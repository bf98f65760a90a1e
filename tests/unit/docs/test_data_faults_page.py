"""The page of faults says what the table in the code says, and the code names no other."""

import ast
from pathlib import Path

from balance_arcade.core.known_faults import KNOWN_FAULTS

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_shows_the_table():
    lines = (ROOT / "docs" / "data-faults.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    assert rows == [
        f"| `{row.name}` | {row.what} | {', '.join(row.effects)} | {row.way_out} |"
        for row in KNOWN_FAULTS.values()
    ]


def strings_of(tree, name):
    """Strings that a name is given anywhere in a module."""
    return {
        value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        for names, values in [(ast.walk(target), ast.walk(node.value))]
        if any(isinstance(n, ast.Name) and n.id == name for n in names)
        for value in [v.value for v in values if isinstance(v, ast.Constant)]
        if isinstance(value, str) and "_" in value and " " not in value
    }


def test_the_code_names_the_faults_of_the_table_and_no_others():
    named = set()
    for path in (ROOT / "balance_arcade").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "DataFault(" not in text or path.name == "data_faults.py":
            continue
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DataFault":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    named.add(first.value)
                else:
                    named |= strings_of(tree, first.id)
    assert named == set(KNOWN_FAULTS)
