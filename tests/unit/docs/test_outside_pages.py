"""The pages for newcomers show the code of the examples as it stands there, which is tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PAGES = {"write_a_game.md": "game_package", "write_a_board.md": "board_package"}
BLOCK = re.compile(r"```(?:python|toml)\n(.*?)```", re.DOTALL)


def bare(code: str) -> str:
    """Code without its layout: a page shows methods at the margin."""
    return re.sub(r"\s+", "", code).replace(",)", ")")


@pytest.mark.parametrize("page", PAGES)
def test_every_block_of_code_stands_in_the_example(page):
    blocks = BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    folder = ROOT / "examples" / PAGES[page]
    sources = [
        bare(file.read_text(encoding="utf-8"))
        for kind in ("*.py", "*.toml")
        for file in folder.rglob(kind)
    ]
    assert len(blocks) >= 5
    for block in blocks:
        assert any(bare(block) in source for source in sources), block
