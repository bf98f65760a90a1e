"""What a live number is worth: its uncertainty on this board."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from balance_arcade.cop.metric import Measured
from balance_arcade.cop.uncertainty import BELOW, BoardNoise, SwayUncertainty, sway_uncertainty
from balance_arcade.core.board import BoardInfo
from balance_arcade.core.samples import LiveMetrics

PRESET: Final = "raw"
"""Live numbers see samples as they came, without a filter; so does this pipeline."""

COVERAGE: Final = 2.0
"""Expanded uncertainty, about 95 % (JCGM 100:2008, 6.3.3)."""

SHOWN: Final = ("mean_velocity_mm_s", "sway_path_mm", "ellipse_area_mm2")
"""Numbers whose uncertainty is derived in docs/uncertainty.md; of others nothing is said."""

_CHANGED: Final = 0.05


class Judged(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said of one number.

    Attributes
    ----------
    error : float
        Expanded uncertainty (k = 2) in the number's unit; 0 where it is not known.
    below : str
        That a dead weight could have given it; empty where it could not.
    """

    error: float = 0.0
    below: str = ""


class Judge:
    """Says what the numbers of one board are worth.

    What noise alone makes of a window takes a tenth of a second to work out, so that it is kept
    until window or load are others.
    """

    def __init__(self) -> None:
        self._known: SwayUncertainty | None = None
        self._key: tuple[float, float, object] = (0.0, 0.0, None)

    def judge(
        self, metrics: LiveMetrics, info: BoardInfo | None, load_n: float
    ) -> dict[str, Judged]:
        """Say what the numbers of a window are worth.

        Parameters
        ----------
        metrics : LiveMetrics
            Of the window.
        info : BoardInfo or None
            The board; of one that does not say how well its cells measure no uncertainty is told.
        load_n : float
            Weight of the person; NaN before it is known, and then no uncertainty is told.

        Returns
        -------
        dict of str to Judged
            By name of the number; those of `SHOWN` that have a value, where it can be told.
        """
        known = None if info is None else self._uncertainty(metrics, info, load_n)
        if known is None:
            return {}
        return {
            name: _judged(name, value, metrics, known)
            for name in SHOWN
            if math.isfinite(value := metrics.values.get(name, math.nan))
        }

    def _uncertainty(
        self, metrics: LiveMetrics, info: BoardInfo, load_n: float
    ) -> SwayUncertainty | None:
        cells = info.accuracy
        if cells is None or not load_n > 0.0 or not info.nominal_rate_hz > 0.0:
            return None
        key = (float(metrics.n_samples), load_n, (info.geometry, cells, info.nominal_rate_hz))
        if not _alike(key, self._key):
            noise = BoardNoise(info.geometry, cells.noise_sd_n, cells.residual_n)
            found = sway_uncertainty(
                noise,
                load_n=load_n,
                n_samples=metrics.n_samples,
                rate_hz=info.nominal_rate_hz,
                preset=PRESET,
            )
            self._known = None if isinstance(found, Measured) else found
            self._key = key
        return self._known


def _alike(a: tuple[float, float, object], b: tuple[float, float, object]) -> bool:
    near = all(abs(x - y) <= _CHANGED * abs(x) for x, y in zip(a[:2], b[:2], strict=True))
    return near and a[2] == b[2]


def _judged(name: str, value: float, metrics: LiveMetrics, known: SwayUncertainty) -> Judged:
    below, error = _error(name, value, metrics, known)
    return Judged(COVERAGE * error, BELOW if below else "")


def _error(
    name: str, value: float, metrics: LiveMetrics, known: SwayUncertainty
) -> tuple[bool, float]:
    if name == "ellipse_area_mm2":
        _, _, major_mm, minor_mm, angle = metrics.ellipse_mm
        area = known.area
        return area.below(value), area.uncertainty_mm2(major_mm, minor_mm, math.degrees(angle))
    one = known.path if name == "sway_path_mm" else known.velocity
    return one.below(value), one.uncertainty(value)
