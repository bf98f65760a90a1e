"""What a board can tell: standard uncertainty of a place, a path, a velocity and an area.

Derived, with every assumption, in `docs/uncertainty.md`.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.cop.describe import ellipse_scale
from balance_arcade.cop.filters import MIN_RATE_HZ
from balance_arcade.cop.metric import Measured, refuse
from balance_arcade.cop.noise_path import (
    dead_area,
    dead_path,
    end_samples,
    noise_covariance,
    repeated_squares,
)
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.core.board import Geometry

Floats = npt.NDArray[np.float64]

# One-sided 95 % of a normal distribution: a dead weight is called alive once in twenty.
Z_ONE_SIDED = 1.645

BELOW = "below what this board can tell"


class BoardNoise(msgspec.Struct, frozen=True):
    """How well the cells of a board measure.

    Attributes
    ----------
    geometry : Geometry
        Where the cells are.
    noise_sd_n : float
        Standard deviation of one cell from sample to sample, at rest, at the rate in use.
    calibration_residual_n : float
        Standard uncertainty of one cell that stays the same through a trial.

    Raises
    ------
    ValueError
        A number that is negative or not finite, or a board without width or length.
    """

    geometry: Geometry
    noise_sd_n: float
    calibration_residual_n: float

    def __post_init__(self) -> None:
        """Check what the type cannot say."""
        for name in ("noise_sd_n", "calibration_residual_n"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0.0):
                raise ValueError(f"{name} must be a number of at least 0, got {value}.")
        sides = (self.geometry.width_mm, self.geometry.length_mm)
        if not all(math.isfinite(side) and side > 0.0 for side in sides):
            raise ValueError("The board's width and length must be positive numbers.")


class CopUncertainty(msgspec.Struct, frozen=True):
    """Standard uncertainty of one unfiltered centre of pressure.

    Attributes
    ----------
    noise_ml_mm, noise_ap_mm : float
        From sample to sample.
    noise_mlap_mm2 : float
        Covariance of the two.
    constant_ml_mm, constant_ap_mm : float
        The same through a trial.
    """

    noise_ml_mm: float
    noise_ap_mm: float
    noise_mlap_mm2: float
    constant_ml_mm: float
    constant_ap_mm: float

    @property
    def ml_mm(self) -> float:
        """Both kinds together, medio-lateral."""
        return math.hypot(self.noise_ml_mm, self.constant_ml_mm)

    @property
    def ap_mm(self) -> float:
        """Both kinds together, antero-posterior."""
        return math.hypot(self.noise_ap_mm, self.constant_ap_mm)


class Resolution(msgspec.Struct, frozen=True):
    """What noise alone makes of one metric, and what that means for a measured value.

    Attributes
    ----------
    metric, unit : str
        Which.
    floor, floor_sd : float
        Mean and standard deviation of the value of a dead weight.
    scale_sd_frac : float
        Standard uncertainty of the scale, from the calibration.
    """

    metric: str
    unit: str
    floor: float
    floor_sd: float
    scale_sd_frac: float

    def below(self, measured: float) -> bool:
        """Say whether a dead weight could have given the value; True for NaN.

        Parameters
        ----------
        measured : float
            In the metric's unit.

        Returns
        -------
        bool
            True up to the floor plus 1.645 of its standard deviations.
        """
        return not measured > self.floor + Z_ONE_SIDED * self.floor_sd

    def added(self, measured: float) -> float:
        """Estimate how much of a measured path or velocity is noise: m - sqrt(m^2 - floor^2)."""
        return measured - math.sqrt(max(measured**2 - self.floor**2, 0.0))

    def uncertainty(self, measured: float) -> float:
        """Give the standard uncertainty of a measured path or velocity.

        Parameters
        ----------
        measured : float
            In the metric's unit, at least 0.

        Returns
        -------
        float
            Root of the sum of squares of the floor's spread, of the scale, and of the part that
            noise added: that part is not taken off a result, so it counts as a whole.
        """
        return math.hypot(self.floor_sd, self.scale_sd_frac * measured, self.added(measured))


class AreaResolution(msgspec.Struct, frozen=True):
    """The same for the 95 % prediction ellipse, which also hangs on how large the sway is.

    Attributes
    ----------
    resolution : Resolution
        Of a dead weight.
    n_samples : int
        Samples of the record.
    white_mm2 : tuple of float
        Variance ml, covariance, variance ap of the noise before the filter.
    filtered_frac : float
        Share of these that the filter leaves.
    n_repeated : float
        Samples that count as one independent sample of the filtered noise.
    """

    resolution: Resolution
    n_samples: int
    white_mm2: tuple[float, float, float]
    filtered_frac: float
    n_repeated: float

    def below(self, measured_mm2: float) -> bool:
        """Say whether a dead weight could have given the area; True for NaN."""
        return self.resolution.below(measured_mm2)

    def added_mm2(self, major_mm: float, minor_mm: float, angle_deg: float) -> float:
        """Estimate how much of a measured ellipse is noise.

        Parameters
        ----------
        major_mm, minor_mm, angle_deg : float
            The measured ellipse: `ellipse_major_mm`, `ellipse_minor_mm`, `ellipse_angle_deg`.

        Returns
        -------
        float
            Square millimetres; all of it where the noise is as large as the sway in some direction.
        """
        area_mm2 = math.pi * major_mm * minor_mm
        if not minor_mm > 0.0:
            return area_mm2
        sway = self._sway(major_mm, minor_mm, angle_deg)
        own = sway - self.filtered_frac * self._white()
        # eigvalsh sorts upwards, so this is the least variance that is left in any direction.
        if not float(np.linalg.eigvalsh(own)[0]) > 0.0:
            return area_mm2
        ratio = float(np.linalg.det(own) / np.linalg.det(sway))
        return area_mm2 * (1.0 - math.sqrt(ratio))

    def uncertainty_mm2(self, major_mm: float, minor_mm: float, angle_deg: float) -> float:
        """Give the standard uncertainty of a measured ellipse's area.

        Parameters
        ----------
        major_mm, minor_mm, angle_deg : float
            As for `added_mm2`.

        Returns
        -------
        float
            From noise, scale, and the part that noise added.
        """
        if not minor_mm > 0.0:
            return self.resolution.floor_sd
        area_mm2 = math.pi * major_mm * minor_mm
        noise, sway = self._white(), self._sway(major_mm, minor_mm, angle_deg)
        inverse = np.linalg.inv(sway)
        # The share of the noise in the sway, as a matrix; its square is what noise alone adds.
        alone = self.filtered_frac * inverse @ noise
        # With the measured sway in place of the true one: more, never less, than the truth.
        crossed = 4.0 * float(np.trace(inverse @ noise))
        relative = crossed + 2.0 * self.n_repeated * float(np.trace(alone @ alone))
        return math.hypot(
            area_mm2 * math.sqrt(relative / (4.0 * self.n_samples)),
            area_mm2 * self.resolution.scale_sd_frac,
            self.added_mm2(major_mm, minor_mm, angle_deg),
        )

    def _white(self) -> Floats:
        ml, mlap, ap = self.white_mm2
        return np.array(((ml, mlap), (mlap, ap)))

    def _sway(self, major_mm: float, minor_mm: float, angle_deg: float) -> Floats:
        """Covariance of the sway from its ellipse."""
        angle = math.radians(angle_deg)
        turn = np.array(((math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))))
        squares = np.array((major_mm**2, minor_mm**2)) / ellipse_scale(float(self.n_samples))
        return np.asarray(turn * squares @ turn.T, np.float64)


class SwayUncertainty(msgspec.Struct, frozen=True):
    """What a record on this board can tell.

    Attributes
    ----------
    place : CopUncertainty
        Of one sample, before the filter.
    path, velocity : Resolution
        ``sway_path_mm`` and ``mean_velocity_mm_s``.
    area : AreaResolution
        ``ellipse_area_mm2``.
    """

    place: CopUncertainty
    path: Resolution
    velocity: Resolution
    area: AreaResolution


def cop_uncertainty(
    noise: BoardNoise, *, load_n: float, ml_mm: float = 0.0, ap_mm: float = 0.0
) -> CopUncertainty:
    """Carry the uncertainty of four cells to the centre of pressure.

    Parameters
    ----------
    noise : BoardNoise
        Of the board.
    load_n : float
        Total load.
    ml_mm, ap_mm : float
        Where the centre of pressure is.

    Returns
    -------
    CopUncertainty

    Raises
    ------
    ValueError
        A load that is not positive, or a place that is not finite.

    Notes
    -----
    With ``ml = sum(x_i F_i) / F`` the derivative by a cell is ``(x_i - ml) / F``, so four equal and
    independent cells give ``u(ml) = 2 u / F sqrt((width / 2)^2 + ml^2)`` (law of propagation,
    JCGM 100:2008, section 5.1).

    Examples
    --------
    >>> board = BoardNoise(Geometry(400.0, 200.0), 0.5, 0.0)
    >>> cop_uncertainty(board, load_n=500.0).ml_mm
    0.4
    """
    if not (math.isfinite(load_n) and load_n > 0.0):
        raise ValueError(f"load_n must be a positive number, got {load_n}.")
    if not (math.isfinite(ml_mm) and math.isfinite(ap_mm)):
        raise ValueError("ml_mm and ap_mm must be finite.")
    arm_ml = 2.0 / load_n * math.hypot(noise.geometry.width_mm / 2.0, ml_mm)
    arm_ap = 2.0 / load_n * math.hypot(noise.geometry.length_mm / 2.0, ap_mm)
    return CopUncertainty(
        arm_ml * noise.noise_sd_n,
        arm_ap * noise.noise_sd_n,
        4.0 * ml_mm * ap_mm * (noise.noise_sd_n / load_n) ** 2,
        arm_ml * noise.calibration_residual_n,
        arm_ap * noise.calibration_residual_n,
    )


def sway_uncertainty(
    noise: BoardNoise,
    *,
    load_n: float,
    n_samples: int,
    rate_hz: float,
    preset: str = "default",
    ml_mm: float = 0.0,
    ap_mm: float = 0.0,
) -> SwayUncertainty | Measured:
    """Say what a record on this board can tell.

    Parameters
    ----------
    noise : BoardNoise
        Of the board, at this rate.
    load_n : float
        Total load.
    n_samples : int
        Samples of the record, without a break.
    rate_hz : float
        Sampling rate.
    preset : str
        The pipeline that measures the record.
    ml_mm, ap_mm : float
        Mean place of the record.

    Returns
    -------
    SwayUncertainty or Measured
        Refused where the pipeline could not measure such a record either.

    Raises
    ------
    ConfigError
        There is no such preset.
    ValueError
        A load or rate that is not positive, or a place that is not finite.
    """
    pipeline = pipeline_named(preset)
    place = cop_uncertainty(noise, load_n=load_n, ml_mm=ml_mm, ap_mm=ap_mm)
    if not (math.isfinite(rate_hz) and rate_hz > 0.0):
        raise ValueError(f"rate_hz must be a positive number, got {rate_hz}.")
    if n_samples < 3:
        return refuse("uncertainty of sway", f"too short: {n_samples} samples, 3 needed")
    too_slow = not pipeline.fast_enough(rate_hz, MIN_RATE_HZ)
    if pipeline.cutoff_hz is not None and too_slow:
        return refuse("uncertainty of sway", f"too slow for the filter: {rate_hz:g} Hz")
    covariance = noise_covariance(rate_hz, pipeline.cutoff_hz)
    triple = (place.noise_ml_mm**2, place.noise_mlap_mm2, place.noise_ap_mm**2)
    white = np.array((triple[:2], triple[1:]))
    scale = 2.0 * noise.calibration_residual_n / load_n
    path, path_sd = dead_path(covariance, white, n_samples)
    n_periods = n_samples - 1 if pipeline.duration == "span" else n_samples
    # T as the pipeline counts it: from first to last sample, or samples over rate.
    per_s = rate_hz / n_periods
    area, area_sd = dead_area(
        covariance, white, n_samples, end_samples(rate_hz, pipeline.cutoff_hz)
    )
    return SwayUncertainty(
        place,
        Resolution("sway_path_mm", "mm", path, path_sd, scale),
        Resolution("mean_velocity_mm_s", "mm/s", path * per_s, path_sd * per_s, scale),
        AreaResolution(
            Resolution("ellipse_area_mm2", "mm2", area, area_sd, 2.0 * scale),
            n_samples,
            triple,
            float(covariance[0]),
            repeated_squares(covariance, n_samples),
        ),
    )
