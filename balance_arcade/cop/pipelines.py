"""Named ways from a record to its numbers. A result without its pipeline means nothing."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import msgspec

from balance_arcade.core.errors import ConfigError

Rule = Literal["rectangles", "trapezoids", "bins"]


class WelchSettings(NamedTuple):
    """How a pipeline estimates its spectrum.

    Attributes
    ----------
    segment_s : float or None
        Length of a segment, the whole stretch if that is shorter; None for half of the stretch.
    detrend : {"linear", "constant"}
        What is taken off each segment.
    band_hz : tuple of float
        First and last frequency that counts.
    rule : {"rectangles", "trapezoids", "bins"}
        How the density is integrated: bins are rectangles whose f50 and f95 are the first bin that
        reaches the share. With trapezoids f50 and f95 are the first bin that reaches
        the share and the frequency of both axes together is weighted by sums, as in the published
        values; with rectangles they are interpolated.
    padded : bool
        Whether segments are padded with zeros to the length of the whole stretch.
    spread : bool
        Whether the segments are spread evenly from the first sample to the last one, at 25 Hz, and
        a stretch that is shorter than one is padded with zeros to its length, so that the bins
        are the same for every record. Otherwise they follow each other by half a segment, at the
        record's rate, and a rest is left out.
    """

    segment_s: float | None
    detrend: Literal["linear", "constant"]
    band_hz: tuple[float, float]
    rule: Rule
    padded: bool = False
    spread: bool = False


class EvenSettings(NamedTuple):
    """How a pipeline takes samples in a row.

    Attributes
    ----------
    at_25_hz : bool
        Whether entropies, dimensions, DFA and diffusion see exactly 25 Hz. Otherwise entropies and
        dimensions see every k-th sample, at 20 to 25 Hz, the others every sample.
    interpolates : bool
        Whether a rate that no whole k brings there is interpolated to 25 Hz; otherwise refused.
    most_bridged_s : float
        Gaps up to this long are bridged for spectra and complexity.
    most_uneven_s : float
        Samples may lie this far off the regular grid, if that is more than half a period.
    """

    at_25_hz: bool
    interpolates: bool = False
    most_bridged_s: float = 0.0
    most_uneven_s: float = 0.0

    @property
    def rate_text(self) -> str:
        """At what rate complexity is seen, in words."""
        return "at 25 Hz" if self.at_25_hz else "at 20 to 25 Hz"


WELCH_SPREAD = WelchSettings(20.0, "linear", (0.15, 5.0), "rectangles", spread=True)
WELCH_1 = WelchSettings(20.0, "linear", (0.15, 5.0), "rectangles")
WELCH_DUARTE = WelchSettings(None, "constant", (0.0, math.inf), "trapezoids")

# 95 % of the power of quiet standing lie below about 1 Hz: a gap of 0.1 s hides a tenth of such a
# period. 0.01 s off the grid is a quarter of a period of 25 Hz. Both ours.
EVEN = EvenSettings(at_25_hz=True, most_bridged_s=0.1, most_uneven_s=0.01)

# A loop that sleeps 40 ms and then works 2 ms gives 23.8 Hz for 25 Hz; the clocks of boards without
# a crystal are off by a few per cent too. Ours.
RATE_TOLERANCE = 0.05


class Pipeline(msgspec.Struct, frozen=True):
    """What is done to the centre of pressure before it is measured.

    Attributes
    ----------
    name, version : str, int
        Together they fix every number; a change of anything counts the version up.
    cutoff_hz : float or None
        -3 dB frequency of the zero-phase second-order Butterworth low-pass, both passes together;
        None for no filter.
    duration : {"span", "samples"}
        What T means: last minus first time less the breaks, or samples over rate.
    source : str
        Where the choice comes from.
    steps : str
        What is done before the measuring, where it is more than that one filter.
    warnings : tuple of str
        What a reader of the numbers must know; they stand among the notes of every result.
    welch : WelchSettings
        How spectra are estimated.
    even : EvenSettings
        How samples in a row are taken for spectra and complexity.
    rate_tolerance : float
        A rate may be lower by this share than one that is needed, as boards are sold by a rate
        that their clocks and their drivers' pauses do not quite keep.
    as_published : bool
        Whether samples and quantities are those of the program of Quijoux et al. 2021.
    with_dynamics : bool
        Whether irregularity and nonlinear dynamics are measured, too; not where the set of numbers
        is that of others, or was settled before there were any.
    """

    name: str
    version: int
    cutoff_hz: float | None
    duration: Literal["span", "samples"]
    source: str
    steps: str = ""
    warnings: tuple[str, ...] = ()
    welch: WelchSettings = WELCH_SPREAD
    even: EvenSettings = EVEN
    rate_tolerance: float = RATE_TOLERANCE
    as_published: bool = False
    with_dynamics: bool = False

    @property
    def id(self) -> str:
        """Name and version, as in ``default/1``."""
        return f"{self.name}/{self.version}"

    def fast_enough(self, rate_hz: float, needed_hz: float) -> bool:
        """Tell whether a rate is the one that is needed, to within the tolerance.

        Examples
        --------
        >>> PRESETS["default"].fast_enough(24.9, 25.0), PRESETS["default"].fast_enough(23.0, 25.0)
        (True, False)
        """
        return rate_hz >= needed_hz * (1.0 - self.rate_tolerance)

    @property
    def duration_text(self) -> str:
        """T in words."""
        return "t_last - t_first less breaks" if self.duration == "span" else "N / rate"

    def describe(self, rate_hz: float) -> str:
        """Say the whole pipeline in one line.

        Examples
        --------
        >>> PRESETS["raw"].describe(100.0)
        'raw/2 unfiltered, 100 Hz, T = t_last - t_first less breaks, ISPGR axes'
        """
        if self.steps:
            smoothing = self.steps
        elif self.cutoff_hz is None:
            smoothing = "unfiltered"
        else:
            smoothing = (
                f"Butterworth order 2, zero phase, -3 dB at {self.cutoff_hz:g} Hz after both passes"
            )
        return f"{self.id} {smoothing}, {rate_hz:g} Hz, T = {self.duration_text}, ISPGR axes"


_CORRECTION = "correction for two passes: 10.1016/S1050-6411(03)00080-4"
_DUARTE = "Santos and Duarte 2016, 10.7717/peerj.2648"

PRESETS: dict[str, Pipeline] = {
    pipeline.name: pipeline
    for pipeline in (
        Pipeline("default", 2, 10.0, "span", _CORRECTION, with_dynamics=True),
        # Nothing is bridged: its spectra are those of the samples as they were published.
        Pipeline(
            "duarte_bds",
            2,
            None,
            "samples",
            _DUARTE,
            welch=WELCH_DUARTE,
            even=EvenSettings(at_25_hz=True),
        ),
        Pipeline(
            "quijoux2021",
            3,
            10.0,
            "samples",
            "Quijoux et al. 2021, 10.14814/phy2.15067",
            "spikes and first 0.1 s off, SWARII 0.08 s to 25 Hz, Butterworth order 4, "
            "10 Hz, two passes without correction (-6 dB at 10 Hz)",
            (
                "vfy_mm_s2 depends on where the board's origin is, lfs_per_mm on the duration, "
                "power_sum_* and energy_*_sum_* on the duration too; "
                "mean_ellipse_area_mm2 is that of the mean and says nothing about sway; "
                "principal_direction_from_ap_deg loses the side. They are here for comparison "
                "with published numbers only.",
            ),
            WelchSettings(10.0, "linear", (0.15, 5.0), "bins", padded=True),
            EvenSettings(at_25_hz=True),
            as_published=True,
        ),
        Pipeline("raw", 2, None, "span", "", with_dynamics=True),
    )
}

# Kept, so that results of before can be had again to the last digit; see docs/robustness.md.
EARLIER: dict[str, Pipeline] = {
    pipeline.id: pipeline
    for pipeline in (
        Pipeline(
            "default",
            1,
            10.0,
            "span",
            _CORRECTION,
            welch=WELCH_1,
            even=EvenSettings(at_25_hz=False, interpolates=True),
            rate_tolerance=0.0,
        ),
        Pipeline(
            "duarte_bds",
            1,
            None,
            "samples",
            _DUARTE,
            welch=WELCH_DUARTE,
            even=EvenSettings(at_25_hz=False),
            rate_tolerance=0.0,
        ),
        Pipeline(
            "raw",
            1,
            None,
            "span",
            "",
            welch=WELCH_1,
            even=EvenSettings(at_25_hz=False),
            rate_tolerance=0.0,
        ),
    )
}


def preset_names() -> tuple[str, ...]:
    """List every name that `pipeline_named` knows: without a version, then with each."""
    return (*PRESETS, *(p.id for p in PRESETS.values()), *EARLIER)


def pipeline_named(name: str) -> Pipeline:
    """Find a preset.

    Parameters
    ----------
    name : str
        ``default``, ``duarte_bds``, ``quijoux2021`` or ``raw``; with a version behind a slash,
        as in ``default/1``, that version of it.

    Raises
    ------
    ConfigError
        There is no such preset; the hint lists those there are.

    Examples
    --------
    >>> pipeline_named("default").cutoff_hz
    10.0
    >>> pipeline_named("default/1").version
    1
    """
    for pipeline in (*PRESETS.values(), *EARLIER.values()):
        if name == pipeline.id:
            return pipeline
    if name not in PRESETS:
        known = ", ".join((*PRESETS, *EARLIER))
        raise ConfigError(f"There is no preset {name!r}.", hint=f"Known: {known}.")
    return PRESETS[name]
