"""Make the typeface that a report's PDF sets other than Western letters with.

    python docs/make_pdf_font.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

It is the part of DejaVu Sans 2.37 that holds letters written from left to right which need no
joining: Latin, Greek, Cyrillic, Armenian, Georgian. The whole font would be ten times as large.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HOME = Path(__file__).resolve().parents[1] / "balance_arcade" / "reports" / "fonts"
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),  # Latin
    (0x2B0, 0x2DD),  # marks that stand by themselves
    (0x370, 0x3FF),  # Greek
    (0x400, 0x52F),  # Cyrillic
    (0x531, 0x58A),  # Armenian
    (0x10D0, 0x10FC),  # Georgian
    (0x1E00, 0x1EFF),  # Latin with more marks, Vietnamese among it
    (0x1F00, 0x1FFE),  # Greek with all accents
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20A0, 0x20BF),  # currencies
    (0x2116, 0x2116),
)


def main(source: Path) -> None:
    """Write the font and its licence."""
    font = TTFont(source, recalcTimestamp=False)
    licence = font["name"].getDebugName(13)
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.recalc_timestamp = False
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "FFTM", "kern"]
    part = subset.Subsetter(options)
    part.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    part.subset(font)
    HOME.mkdir(exist_ok=True)
    font.save(HOME / "dejavu-sans-part.ttf")
    (HOME / "LICENSE-DejaVu.txt").write_text(licence.replace("\r", "") + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
