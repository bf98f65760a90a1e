"""Named ways from a record to its numbers. A result without its pipeline means nothing."""

from __future__ import annotations

from typing import Literal

import msgspec

from balance_arcade.core.errors import ConfigError


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
    """

    name: str
    version: int
    cutoff_hz: float | None
    duration: Literal["span", "samples"]
    source: str
    steps: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def duration_text(self) -> str:
        """T in words."""
        return "t_last - t_first less breaks" if self.duration == "span" else "N / rate"

    def describe(self, rate_hz: float) -> str:
        """Say the whole pipeline in one line.

        Examples
        --------
        >>> PRESETS["raw"].describe(100.0)
        'raw/1 unfiltered, 100 Hz, T = t_last - t_first less breaks, ISPGR axes'
        """
        if self.steps:
            smoothing = self.steps
        elif self.cutoff_hz is None:
            smoothing = "unfiltered"
        else:
            smoothing = (
                f"Butterworth order 2, zero phase, -3 dB at {self.cutoff_hz:g} Hz after both passes"
            )
        return (
            f"{self.name}/{self.version} {smoothing}, {rate_hz:g} Hz, "
            f"T = {self.duration_text}, ISPGR axes"
        )


PRESETS: dict[str, Pipeline] = {
    pipeline.name: pipeline
    for pipeline in (
        Pipeline(
            "default", 1, 10.0, "span", "correction for two passes: 10.1016/S1050-6411(03)00080-4"
        ),
        Pipeline("duarte_bds", 1, None, "samples", "Santos and Duarte 2016, 10.7717/peerj.2648"),
        Pipeline(
            "quijoux2021",
            2,
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
        ),
        Pipeline("raw", 1, None, "span", ""),
    )
}


def pipeline_named(name: str) -> Pipeline:
    """Find a preset.

    Parameters
    ----------
    name : str
        ``default``, ``duarte_bds``, ``quijoux2021`` or ``raw``.

    Raises
    ------
    ConfigError
        There is no such preset; the hint lists those there are.

    Examples
    --------
    >>> pipeline_named("default").cutoff_hz
    10.0
    """
    if name not in PRESETS:
        raise ConfigError(f"There is no preset {name!r}.", hint=f"Known: {', '.join(PRESETS)}.")
    return PRESETS[name]
