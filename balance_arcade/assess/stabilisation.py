"""After a landing: how soon the load is steady, and how far it was from body weight."""

from __future__ import annotations

import itertools
import math
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.protocols import STABILISATION, Protocol
from balance_arcade.assess.trace import check_loads
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes, refuse_all

Floats = npt.NDArray[np.float64]
Found = dict[str, float | str]

STABILISATION_OUTCOMES: dict[str, Metric] = by_name(
    Metric(
        "time_threshold_s",
        "s",
        "landing to the first moment from which the load stays within 5 % of body weight for 1 s",
        "source not read; formula as written",
    ),
    Metric(
        "time_sequential_s",
        "s",
        "landing to the moment from which the running mean of the load stays within 0.25 standard "
        "deviations (1/(N-1)) of the mean of the whole 10 s",
        "Colby et al. 1999, source not read",
    ),
    Metric(
        "vertical_stability_index",
        "",
        "sqrt(mean((BW - Fz)^2)) / BW over the first 3 s",
        "Wikstrom et al. 2005, source not read",
    ),
    Metric("peak_load_bw", "", "greatest load / body weight", "ours"),
)


class LandingTrial(msgspec.Struct, frozen=True, eq=False):
    """One landing.

    Attributes
    ----------
    t_s : array_like, shape (n_samples,)
        Times in seconds, rising, from before the landing.
    total_n : array_like, shape (n_samples,)
        Vertical load, unfiltered; NaN where nobody is on the board.
    body_weight_n : float
        Of the person, standing still.
    stop : str or None
        Why the trial was broken off.
    """

    t_s: Any
    total_n: Any
    body_weight_n: float
    stop: str | None = None


def score_landing(trial: LandingTrial, *, protocol: Protocol = STABILISATION) -> Outcomes:
    """Score one landing over a fixed time.

    Parameters
    ----------
    trial : LandingTrial
        The landing is the first sample with 20 N after one below it.
    protocol : Protocol
        Settings.

    Returns
    -------
    Outcomes
        The names of `STABILISATION_OUTCOMES`. Every one needs the whole 10 s: the length of a
        trial changes times to stabilisation by 100 % (Fransz et al. 2015).

    Raises
    ------
    ConfigError
        Stopped for a reason that the protocol does not know.
    RecordingError
        A load that no person makes.
    ValueError
        Times that do not rise, shapes that do not fit, infinite loads, or a body weight that is
        none.
    """
    protocol.check_stop(trial.stop)
    t_s, load = _arrays(trial)
    text = protocol.describe()
    found = _landing_rows(t_s, load, protocol)
    if trial.stop is not None:
        found = f"stopped: {trial.stop}"
    if isinstance(found, str):
        return refuse_all(text, STABILISATION_OUTCOMES, found, protocol.departures)
    since_s = t_s[found] - t_s[found.start]
    share = load[found] / trial.body_weight_n
    early = share[since_s <= protocol["vsi_s"]]
    values: Found = {
        "time_threshold_s": _threshold(since_s, share, protocol),
        "time_sequential_s": _sequential(since_s, share, protocol["sequential_sds"]),
        "vertical_stability_index": math.sqrt(float(np.mean((1.0 - early) ** 2))),
        "peak_load_bw": float(share.max()),
    }
    return outcomes(text, STABILISATION_OUTCOMES, values, protocol.departures)


def _arrays(trial: LandingTrial) -> tuple[Floats, Floats]:
    t_s, load = np.asarray(trial.t_s, np.float64), np.asarray(trial.total_n, np.float64)
    if t_s.ndim != 1 or load.shape != t_s.shape:
        raise ValueError("t_s and total_n must have the same shape (n_samples,).")
    if not np.isfinite(t_s).all() or (np.diff(t_s) <= 0.0).any():
        raise ValueError("t_s must be finite and rise.")
    check_loads(load)
    if not (math.isfinite(trial.body_weight_n) and trial.body_weight_n > 0.0):
        raise ValueError(f"body_weight_n must be a positive number, got {trial.body_weight_n}.")
    return t_s, load


def _landing_rows(t_s: Floats, load: Floats, protocol: Protocol) -> slice | str:
    """Rows from the landing on for the protocol's time, or why there are none."""
    # NaN is nobody, and nobody bears no load: so a landing shows after it.
    on_board = np.nan_to_num(load, nan=0.0) >= protocol["contact_n"]
    landings = np.flatnonzero(on_board[1:] & ~on_board[:-1]) + 1
    if landings.size == 0:
        return "no landing: the load never rises from below the contact level"
    first = int(landings[0])
    trial_s = protocol["trial_s"]
    step_s = float(np.median(np.diff(t_s)))
    # Half a sample of grace, so that the last digit of a time decides about no trial.
    last = int(np.searchsorted(t_s, t_s[first] + trial_s + 0.5 * step_s)) - 1
    if t_s[last] - t_s[first] < trial_s - 0.5 * step_s:
        return f"too short: {t_s[last] - t_s[first]:.2f} s after the landing, {trial_s:g} s needed"
    rows = slice(first, last + 1)
    if not on_board[rows].all():
        return "the person left the board within the time that is scored"
    if float(np.diff(t_s[rows]).max()) > 1.5 * step_s:
        return "broken: samples are missing in the time that is scored"
    return rows


def _threshold(since_s: Floats, share: Floats, protocol: Protocol) -> float | str:
    """First moment from which the load stays in the band for the hold."""
    out = np.flatnonzero(np.abs(share - 1.0) > protocol["band_frac"])
    # The rows within the band are those between two neighbours of these edges.
    edges = np.concatenate(([-1], out, [share.size]))
    for before, after in itertools.pairwise(edges):
        if after - before < 2:
            continue
        # The hair: one second of samples may come out shorter by a rounding.
        if since_s[after - 1] - since_s[before + 1] >= protocol["band_hold_s"] - 1e-9:
            return float(since_s[before + 1])
    return "the load was never steady for so long"


def _sequential(since_s: Floats, share: Floats, n_sds: float) -> float | str:
    """First moment from which the running mean stays in the band to the end."""
    running = np.cumsum(share) / np.arange(1, share.size + 1)
    band = n_sds * float(np.std(share, ddof=1))
    out = np.flatnonzero(np.abs(running - running[-1]) > band)
    # A constant load would be within no band at all, or steady from the start; neither is a result.
    if band <= 0.0:
        return "the load does not change"
    return float(since_s[out[-1] + 1]) if out.size else float(since_s[0])
