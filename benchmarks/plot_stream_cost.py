"""Measure what publishing costs against the number of boards and stations, and draw it.

Run ``python benchmarks/plot_stream_cost.py [FILE.svg [SECONDS]]`` on a quiet machine; without a
name it writes ``docs/stream-cost.svg``. See ``bench_boards.py`` for what is measured.
"""

from __future__ import annotations

import platform
import sys
import time
from pathlib import Path

from bench_boards import LIMIT, RATE_HZ, measure
from plot_cost import COLOURS, spread

from balance_arcade.reports.axis import Axis
from balance_arcade.reports.drawing import Drawing, Paint, Type
from balance_arcade.reports.look import LINE, PAPER

BOARDS, STATIONS = (1, 4, 8, 16, 32), (1, 2, 4)
WIDTH, HEIGHT = 720.0, 440.0
LEFT, RIGHT, TOP, BOTTOM = 80.0, 560.0, 60.0, 370.0
TICKS = (0, 20, 40, 60, 80)


def draw(shares: dict[int, list[float]], caption: str) -> str:
    """Make the picture from parts of a core, by number of stations."""
    most = max(80.0, *(100.0 * share for each in shares.values() for share in each))
    x_axis, y_axis = Axis(0.0, BOARDS[-1], LEFT, RIGHT), Axis(0.0, most, BOTTOM, TOP)
    drawing = Drawing(WIDTH, HEIGHT, "Processor time of publishing over the number of boards")
    drawing.rect((0.0, 0.0), (WIDTH, HEIGHT), Paint(fill=PAPER))
    title = f"Publishing boards at {RATE_HZ:.0f} Hz, % of one core"
    drawing.text((LEFT, 26.0), title, Type(18.0, bold=True))
    drawing.text((LEFT, 46.0), caption, Type(11.0))
    for n in BOARDS:
        x = x_axis.place(n)
        drawing.line([(x, TOP), (x, BOTTOM)], Paint(stroke=LINE))
        drawing.text((x, BOTTOM + 22.0), str(n), Type(14.0, anchor="middle"))
    for tick in TICKS:
        y = y_axis.place(tick)
        drawing.line([(LEFT, y), (RIGHT, y)], Paint(stroke=LINE))
        drawing.text((LEFT - 10.0, y + 5.0), f"{tick} %", Type(14.0, anchor="end"))
    middle = (LEFT + RIGHT) / 2.0
    drawing.text((middle, BOTTOM + 50.0), "boards", Type(14.0, anchor="middle"))
    limit = x_axis.place(BOARDS[-1]), y_axis.place(100.0 * LIMIT)
    drawing.circle(limit, 5.0, Paint(fill=PAPER, stroke=COLOURS[1]))
    drawing.text((limit[0] + 12.0, limit[1] + 5.0), "limit, 4 stations", Type(14.0, COLOURS[1]))
    labels = spread([y_axis.place(100.0 * each[-1]) for each in shares.values()])
    for (n, each), label_y, colour in zip(
        shares.items(), labels, (COLOURS[0], *COLOURS[2:]), strict=False
    ):
        points = [
            (x_axis.place(boards), y_axis.place(100.0 * share))
            for boards, share in zip(BOARDS, each, strict=True)
        ]
        drawing.line(points, Paint(stroke=colour, width=2.5))
        for point in points:
            drawing.circle(point, 4.0, Paint(fill=colour, stroke=colour))
        words = f"{n} station{'s' if n > 1 else ''}, {each[-1]:.0%}"
        drawing.text((RIGHT + 12.0, label_y + 5.0), words, Type(14.0, colour))
    return drawing.file_text()


def main() -> None:
    """Measure, print the table, write the picture."""
    default = Path(__file__).resolve().parents[1] / "docs" / "stream-cost.svg"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
    shares: dict[int, list[float]] = {}
    print("| stations | " + " | ".join(f"{n} boards" for n in BOARDS) + " |")
    print("| ---: |" + " ---: |" * len(BOARDS))
    for n_stations in STATIONS:
        seen = [measure(n_boards, n_stations, seconds) for n_boards in BOARDS]
        shares[n_stations] = [one.share for one in seen]
        cells = [f"{one.share:.1%}, {one.n_lost} lost" for one in seen]
        print(f"| {n_stations} | " + " | ".join(cells) + " |", flush=True)
    caption = (
        f"{platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"
    )
    path.write_text(draw(shares, caption), encoding="utf-8")


if __name__ == "__main__":
    main()
