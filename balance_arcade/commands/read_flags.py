"""What the command line says of a file that the file does not say itself."""

from __future__ import annotations

import argparse
from typing import TypedDict

from balance_arcade.commands.cut_flags import add_cut_arguments, cut_of
from balance_arcade.commands.numbers import check_rate
from balance_arcade.commands.table_flags import add_table_flags, asked_columns
from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables import FRONTS, UPRIGHTS, UPS, ColumnMap, Cut, PlateOptions


class Reading(TypedDict):
    """Arguments of `balance_arcade.files.tables.read_trial` by name."""

    rate_hz: float | None
    geometry: Geometry | None
    plate: PlateOptions
    cut: Cut
    columns: ColumnMap | None


def add_read_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of every command that reads files of measurements."""
    parser.add_argument("--rate", type=float, metavar="HZ", help="goes before the file's times")
    parser.add_argument("--width", type=float, metavar="MM", help="cell spacing, left to right")
    parser.add_argument("--length", type=float, metavar="MM", help="cell spacing, rear to front")
    add_table_flags(parser)
    add_cut_arguments(parser)
    plate = parser.add_argument_group("force plates (C3D, Kistler, AMTI)")
    plate.add_argument("--plate", type=int, metavar="N", help="this one alone, from 1")
    plate.add_argument("--front", choices=FRONTS, default="auto", help="axis towards the toes")
    plate.add_argument("--up", choices=UPS, default="auto", help="which axis points up")
    plate.add_argument("--z", choices=UPRIGHTS, default="auto", help="where its z axis points")
    plate.add_argument("--depth", type=float, default=0.0, metavar="MM", help="transducer's, text")
    parser.add_argument("--stream", default="", metavar="NAME", help="which stream of an XDF file")
    plate.add_argument("--units", default="", metavar="F,M", help="where none are written: n,nm")


def reading(args: argparse.Namespace) -> Reading:
    """Check the options and give them as arguments of `read_trial`.

    Parameters
    ----------
    args : argparse.Namespace
        As parsed after `add_read_arguments`.

    Returns
    -------
    Reading

    Raises
    ------
    ConfigError
        One of them makes no sense.
    """
    check_rate(args.rate)
    return Reading(
        rate_hz=args.rate,
        geometry=_geometry(args),
        plate=_plate(args),
        cut=cut_of(args),
        columns=asked_columns(args),
    )


def _geometry(args: argparse.Namespace) -> Geometry | None:
    if args.width is None and args.length is None:
        return None
    if not (args.width and args.length and args.width > 0 and args.length > 0):
        raise ConfigError(
            "The cell spacing is not complete.",
            hint="Give both --width and --length, in millimetres above zero.",
        )
    return Geometry(args.width, args.length)


def _plate(args: argparse.Namespace) -> PlateOptions:
    return PlateOptions(
        front=args.front,
        plate=args.plate,
        z=args.z,
        depth_mm=args.depth,
        units=args.units,
        up=args.up,
        stream=args.stream,
    )
