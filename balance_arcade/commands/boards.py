"""``balance-arcade boards``: what can be opened on this computer."""

from __future__ import annotations

import argparse

from balance_arcade.commands.output import print_json, table
from balance_arcade.core.board import BoardInfo
from balance_arcade.hw import BoardRow, known_schemes, list_boards

LOAD_N = 700.0
"""Load at which the error of the centre of pressure is shown: an adult of 71 kg."""


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
    print(f"\nCoP error: standard uncertainty at the centre, ml / ap, under {LOAD_N:g} N.")
    print(f"Kinds of address: {', '.join(f'{scheme}:' for scheme in known_schemes())}")
    return 0


def _cells(row: BoardRow) -> list[str]:
    info = row.info
    rate = f"{info.nominal_rate_hz:g} Hz" if info is not None else ""
    calibration = info.calibration_id if info is not None else ""
    error = _cop_error_mm(info)
    said = "unknown" if info is not None else ""
    if error is not None:
        said = f"{error[0]:.2f} / {error[1]:.2f} mm"
    return [row.address, row.model, row.origin, row.firmware, rate, calibration, said, row.note]


def _object(row: BoardRow) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(row, name) for name in row.__struct_fields__}
    error = _cop_error_mm(row.info)
    fields["cop_error_mm"] = None if error is None else {"ml": error[0], "ap": error[1]}
    fields["cop_error_load_n"] = LOAD_N
    return fields


def _cop_error_mm(info: BoardInfo | None) -> tuple[float, float] | None:
    """Return the centre of pressure's standard uncertainty at the board's centre, ml and ap."""
    if info is None or info.accuracy is None:
        return None
    from balance_arcade.cop.uncertainty import BoardNoise, cop_uncertainty  # Only where it is used.

    accuracy = info.accuracy
    noise = BoardNoise(info.geometry, accuracy.noise_sd_n, accuracy.residual_n)
    cop = cop_uncertainty(noise, load_n=LOAD_N)
    return cop.ml_mm, cop.ap_mm
