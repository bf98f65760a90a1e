"""Options that say which column of a table is what."""

from __future__ import annotations

import argparse

from balance_arcade.files.tables import ColumnMap


def add_table_flags(parser: argparse.ArgumentParser) -> None:
    """Declare ``--columns``."""
    parser.add_argument(
        "--columns",
        metavar="Q=NAME,...",
        help="which column of a table is what: t=Time[s],ml=COPx[cm],ap=COPy[cm],fz=Fz[N]; "
        "#N is the Nth column",
    )


def asked_columns(args: argparse.Namespace) -> ColumnMap | None:
    """Read the option.

    Parameters
    ----------
    args : argparse.Namespace
        As parsed after `add_table_flags`.

    Returns
    -------
    ColumnMap or None
        None where nothing was said.

    Raises
    ------
    ConfigError
        It cannot be understood.
    """
    return None if args.columns is None else ColumnMap.parse(args.columns)
