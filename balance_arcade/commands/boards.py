"""``balance-arcade boards``: what can be opened on this computer."""

from __future__ import annotations

import argparse

from balance_arcade.commands.output import paragraph, print_json
from balance_arcade.core.board import BoardInfo
from balance_arcade.hw import BoardRow, known_schemes, list_boards
from balance_arcade.hw.calibration import known_calibrations
from balance_arcade.hw.registry import OUR_PACKAGE, package_of


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
    for row in rows:
        mark = "" if row.origin == "real" else f" [{row.origin.upper()}]"
        print(f"{row.address}  {row.model}{mark}")
        for line in _details(row):
            print(paragraph(line, first="    "))
    print()
    _say_calibrated()
    kinds = ", ".join(_kind(scheme) for scheme in known_schemes())
    print(f"Kinds of address: {kinds}")
    return 0


def _kind(scheme: str) -> str:
    """Kind of address, with the package that it comes from where that is another one."""
    package = package_of(scheme)
    return f"{scheme}:" if package == OUR_PACKAGE else f"{scheme}: ({package})"


def _say_calibrated() -> None:
    calibrated = known_calibrations()
    if not calibrated:
        return
    from balance_arcade.records.accuracy import accuracy_sentence  # Only where it is used.

    print("Calibrated on this computer:")
    for known in calibrated:
        error = accuracy_sentence(known.accuracy, known.readings.geometry)
        print(paragraph(f"{known.board_id}  {error}", first="    "))


def _details(row: BoardRow) -> list[str]:
    """Say what is known of a board, in as many lines as it takes."""
    info, lines = row.info, []
    said = [f"firmware {row.firmware}"] if row.firmware else []
    if info is not None:
        from balance_arcade.records.accuracy import board_sentence  # Only where it is used.

        said.append(f"{info.nominal_rate_hz:g} Hz")
        if info.calibration_id:
            said.append(f"calibration {info.calibration_id}")
        lines.append(board_sentence(info))
    return [line for line in (", ".join(said), *lines, row.note) if line]


def _object(row: BoardRow) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(row, name) for name in row.__struct_fields__}
    fields["cop_error_mm"] = _cop_error_mm(row.info)
    # `records.accuracy.REFERENCE_KG`, for which `_cop_error_mm` asks.
    fields["cop_error_at_kg"] = 60.0
    # A driver whose look around failed has no address; its model names the scheme.
    scheme = (row.address or row.model).partition(":")[0]
    fields["package"] = package_of(scheme) if scheme in known_schemes() else ""
    return fields


def _cop_error_mm(info: BoardInfo | None) -> float | None:
    """Return the error of one centre of pressure at the board's centre, as everywhere else."""
    if info is None or info.accuracy is None:
        return None
    from balance_arcade.records.accuracy import cop_error_mm  # Only where it is used.

    return cop_error_mm(info.accuracy, info.geometry)
