"""The check of ``balance-arcade doctor`` that is about keys."""

from __future__ import annotations

from pathlib import Path

from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.finding import Finding
from balance_arcade.server.keys.allow_list import list_path, read_stations
from balance_arcade.server.keys.key_pair import BOARD, key_path, load_key


def check_keys(folder: Path | None = None) -> Finding:
    """Whether stations on the network could be let in by key, and how many are.

    Parameters
    ----------
    folder : Path, optional
        Instead of the user's own.

    Examples
    --------
    >>> check_keys(Path("nowhere")).level
    'ok'
    """
    try:
        pair = load_key(key_path(BOARD, folder))
        stations = read_stations(list_path(folder))
    except ConfigError as error:
        return Finding("keys", "fail", error.message, error.hint)
    if pair is None:
        return Finding("keys", "ok", "No key; none is needed on one computer.")
    n_let_in = sum(station.role != "revoked" for station in stations)
    what = f"This computer is {pair.fingerprint}; {n_let_in} paired, {len(stations)} on the list."
    return Finding("keys", "ok", what)
