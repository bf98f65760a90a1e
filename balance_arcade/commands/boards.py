"""``balance-arcade boards``: what can be opened on this computer."""

from __future__ import annotations

import argparse

from balance_arcade.commands.output import print_json, table
from balance_arcade.core.board import BoardInfo
from balance_arcade.hw import BoardRow, known_schemes, list_boards
from balance_arcade.hw.calibration import known_calibrations


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="one JSON object a board")


def run(args: argparse.Namespace) -> int:
    """List the boards that are there now, then the kinds of address."""
    rows = list_boards()
    if args.json:
        for row in rows:
            print_json(_object(row))
        return 0
    header = ["address", "model", "origin", "firmware", "rate", "calibration", "CoP error", "note"]
    print(table([_cells(row) for row in rows], header=header))
    print("\nCoP error: of one centre of pressure at the centre, 95 %, under 60 kg.")
    _say_calibrated()
    print(f"Kinds of address: {', '.join(f'{scheme}:' for scheme in known_schemes())}")
    return 0


def _say_calibrated() -> None:
    calibrated = known_calibrations()
    if not calibrated:
        return
    from balance_arcade.records.accuracy import accuracy_sentence  # Only where it is used.

    print("Calibrated on this computer:")
    for known in calibrated:
        error = accuracy_sentence(known.accuracy, known.readings.geometry)
        print(f"  {known.board_id}  {error}")


def _cells(row: BoardRow) -> list[str]:
    info = row.info
    rate = f"{info.nominal_rate_hz:g} Hz" if info is not None else ""
    calibration = info.calibration_id if info is not None else ""
    error = _cop_error_mm(info)
    said = "unknown" if info is not None else ""
    if error is not None:
        said = f"±{error:.2f} mm"
    return [row.address, row.model, row.origin, row.firmware, rate, calibration, said, row.note]


def _object(row: BoardRow) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(row, name) for name in row.__struct_fields__}
    fields["cop_error_mm"] = _cop_error_mm(row.info)
    fields["cop_error_at_kg"] = 60.0
    return fields


def _cop_error_mm(info: BoardInfo | None) -> float | None:
    """Return the error of one centre of pressure at the board's centre, as everywhere else."""
    if info is None or info.accuracy is None:
        return None
    from balance_arcade.records.accuracy import cop_error_mm  # Only where it is used.

    return cop_error_mm(info.accuracy, info.geometry)
