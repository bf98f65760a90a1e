"""Check that the pins fit what pyproject.toml declares, and say in words what does not.

`constraints-lowest.txt` pins each dependency to the lowest version that is declared;
`constraints.txt` pins each to one that is not below it. Usage: python .ci/check_versions.py
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
LOWEST, NEWEST = "constraints-lowest.txt", "constraints.txt"
NOT_PINNED = {"bench", "video"}
"""Extras that no run of CI installs."""


def declared() -> dict[str, Version]:
    """Lowest version of each dependency that pyproject.toml declares, by name.

    Raises
    ------
    SystemExit
        A dependency has no minimum, or two.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"]]
    lists += [
        rows for name, rows in project["optional-dependencies"].items() if name not in NOT_PINNED
    ]
    found: dict[str, Version] = {}
    for text in (text for rows in lists for text in rows):
        wanted = Requirement(text)
        minima = [each.version for each in wanted.specifier if each.operator in (">=", "==", "~=")]
        if len(minima) != 1:
            sys.exit(f"pyproject.toml: {text!r} declares no lowest version.")
        name, lowest = canonicalize_name(wanted.name), Version(minima[0])
        if found.setdefault(name, lowest) != lowest:
            sys.exit(f"pyproject.toml declares two lowest versions of {name}.")
    return found


def pinned(file: str) -> dict[str, Version]:
    """Pins of a constraints file by name."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / file).read_text().splitlines())
    pins = [line.partition("==") for line in lines if line]
    return {canonicalize_name(name): Version(version) for name, _, version in pins}


def disagreements() -> list[str]:
    """Each disagreement as a sentence."""
    minima, lowest, newest = declared(), pinned(LOWEST), pinned(NEWEST)
    said = []
    for name, version in sorted(minima.items()):
        if name not in lowest:
            said.append(f"{LOWEST} has no pin of {name}; pyproject.toml declares >={version}.")
        elif lowest[name] != version:
            said.append(
                f"{LOWEST} pins {name} {lowest[name]}, but pyproject.toml declares >={version}."
            )
        if name not in newest:
            said.append(f"{NEWEST} has no pin of {name}.")
        elif newest[name] < version:
            said.append(
                f"{NEWEST} pins {name} {newest[name]}, below >={version} of pyproject.toml."
            )
    strangers = sorted(lowest.keys() - minima.keys())
    said += [f"{LOWEST} pins {name}, which pyproject.toml does not declare." for name in strangers]
    return said


if __name__ == "__main__":
    found = disagreements()
    if found:
        sys.exit("\n".join(found))
    print(f"{len(declared())} declared minima, pinned and not above the newest pins")
