"""What a recording's own board can tell of it, beside what was measured."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from balance_arcade.cop.metric import Measured
from balance_arcade.cop.uncertainty import (
    BELOW,
    AreaResolution,
    Resolution,
    SwayUncertainty,
    sway_uncertainty,
)
from balance_arcade.core.board import CellAccuracy, Geometry
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.records.accuracy import accuracy_sentence, board_noise

_ELLIPSE = ("ellipse_major_mm", "ellipse_minor_mm", "ellipse_angle_deg")


class MetricResolution(msgspec.Struct, frozen=True):
    """One metric against its board.

    Attributes
    ----------
    floor, floor_sd : float
        Mean and standard deviation of the value of a dead weight.
    uncertainty : float or None
        Standard uncertainty of the measured value; None where it cannot be told.
    below : bool
        A dead weight could have given the value.
    """

    floor: float
    floor_sd: float
    uncertainty: float | None
    below: bool


class BoardResolution(msgspec.Struct, frozen=True):
    """What a board can tell of one recording; derived in ``docs/uncertainty.md``.

    Attributes
    ----------
    sentence : str
        How well the board measures, at the recording's own load.
    load_n : float
        Mean load.
    place_ml_mm, place_ap_mm : float
        Standard uncertainty of one unfiltered centre of pressure.
    metrics : dict of str to MetricResolution
        ``sway_path_mm``, ``mean_velocity_mm_s`` and ``ellipse_area_mm2``, where they have a value.
    """

    sentence: str
    load_n: float
    place_ml_mm: float
    place_ap_mm: float
    metrics: dict[str, MetricResolution]

    def remarks(self) -> tuple[str, ...]:
        """Sentences for a reader of the numbers: one for each metric that says nothing."""
        return tuple(
            f"{name} is {BELOW}: a dead weight would give {metric.floor:.3g}."
            for name, metric in self.metrics.items()
            if metric.below
        )


def board_resolution(
    accuracy: CellAccuracy,
    geometry: Geometry,
    metrics: dict[str, Measured],
    *,
    load_n: float,
    place_mm: tuple[float, float],
    n_samples: int,
    rate_hz: float,
    preset: str,
) -> BoardResolution | None:
    """Hold measured sway against the board that measured it.

    Parameters
    ----------
    accuracy : CellAccuracy
        Of the board.
    geometry : Geometry
        Spacing of its cells.
    metrics : dict of str to Measured
        Of the recording.
    load_n : float
        Mean load.
    place_mm : tuple of float
        Mean ml and ap.
    n_samples : int
        Samples that were used.
    rate_hz : float
        Sampling rate.
    preset : str
        Pipeline.

    Returns
    -------
    BoardResolution or None
        None where nobody stood on the board, or the record is too short for the pipeline.

    Examples
    --------
    >>> path = {"sway_path_mm": Measured(9.0, "mm", "")}
    >>> found = board_resolution(CellAccuracy(0.5, 0.0, "bench"), Geometry(433.0, 238.0), path,
    ...                          load_n=700.0, place_mm=(0.0, 0.0), n_samples=3000,
    ...                          rate_hz=100.0, preset="default")
    >>> found.metrics["sway_path_mm"].below
    True
    """
    if not (math.isfinite(load_n) and load_n > 0.0 and np.isfinite(place_mm).all()):
        return None
    found = sway_uncertainty(
        board_noise(accuracy, geometry),
        load_n=load_n,
        n_samples=n_samples,
        rate_hz=rate_hz,
        preset=preset,
        ml_mm=place_mm[0],
        ap_mm=place_mm[1],
    )
    if isinstance(found, Measured):
        return None
    # A trial may be of a child or of a grown man: its own weight is what counts here.
    mass_kg = round(load_n / STANDARD_GRAVITY_M_S2)
    return BoardResolution(
        # A load below half a kilogram would round to no weight, which `cop_uncertainty` refuses.
        accuracy_sentence(accuracy, geometry, float(max(mass_kg, 1))),
        load_n,
        found.place.ml_mm,
        found.place.ap_mm,
        _of_metrics(found, metrics),
    )


def _of_metrics(
    found: SwayUncertainty, metrics: dict[str, Measured]
) -> dict[str, MetricResolution]:
    told = {}
    for resolution in (found.path, found.velocity):
        measured = metrics.get(resolution.metric)
        if measured is not None and measured.value is not None:
            told[resolution.metric] = _told(
                resolution, measured.value, resolution.uncertainty(measured.value)
            )
    area = metrics.get(found.area.resolution.metric)
    if area is not None and area.value is not None:
        told[found.area.resolution.metric] = _told(
            found.area.resolution, area.value, _of_area(found.area, metrics)
        )
    return told


def _told(resolution: Resolution, value: float, uncertainty: float | None) -> MetricResolution:
    return MetricResolution(
        resolution.floor, resolution.floor_sd, uncertainty, resolution.below(value)
    )


def _of_area(area: AreaResolution, metrics: dict[str, Measured]) -> float | None:
    axes = [metrics[name].value if name in metrics else None for name in _ELLIPSE]
    if any(value is None for value in axes):
        return None
    major, minor, angle = (float(value) for value in axes if value is not None)
    return area.uncertainty_mm2(major, minor, angle)
