"""Documents: every link leads somewhere, and tables agree with the code they describe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ARDUINO = ROOT / "hardware_docs" / "arduino_board"
FOLDERS = ("docs", "hardware_docs", "tests")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for name in FOLDERS for page in (ROOT / name).rglob("*.md"))]
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    found = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            words = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", words).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} in {page.name}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{link} in {page.name}"


def test_the_wiring_table_is_the_firmwares() -> None:
    rows = re.findall(
        r"\| `(tl|tr|bl|br)` \|[^|]*\| D(\d+) \| D(\d+) \|",
        (ARDUINO / "wiring.md").read_text(encoding="utf-8"),
    )
    pins = (ARDUINO / "firmware" / "balance_board" / "pins.h").read_text(encoding="utf-8")
    # Port D begins at D0, port B at D8.
    coded = [
        (corner, dout, str(8 + int(sck)))
        for dout, sck, corner in re.findall(r"\{1 << PD(\d), 1 << PB(\d)\},\s*// (\w+):", pins)
    ]
    assert len(rows) == 4
    assert rows == coded
