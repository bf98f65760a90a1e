"""What a board can tell of one recording: python metrics_with_error.py FILE."""

import sys

import balance_arcade

if len(sys.argv) != 2:
    sys.exit(__doc__)
result = balance_arcade.analyze(sys.argv[1])
board = result.resolution
print(board.sentence if board else "Nothing is known of the board that measured this.")
for name in ("sway_path_mm", "mean_velocity_mm_s", "ellipse_area_mm2"):
    known = board.metrics.get(name) if board else None
    error = f" ± {known.uncertainty:.2g}" if known and known.uncertainty is not None else ""
    print(f"{name:20}{result.metrics[name].value:10.2f}{error}")
