"""Versioned protocol tables: every number a clinical test hangs on, with its source.

A change of any number, or of a formula that uses it, counts the version up. A setting that a
clinic changed shows in every result, because `Protocol.describe` prints all of them.
"""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from balance_arcade.core.errors import ConfigError

# "page": seen in part of the page named. "memory": general knowledge, the source was not seen.
# "ours": no paper's, chosen by us.
Checked = Literal["page", "memory", "ours"]


class Setting(msgspec.Struct, frozen=True):
    """One number of a protocol.

    Attributes
    ----------
    value : float
        Finite.
    unit : str
        Empty for a plain number.
    source : str
        Where it comes from.
    checked : {"page", "memory", "ours"}
        Whether the source was seen.
    """

    value: float
    unit: str
    source: str
    checked: Checked


class StopRule(msgspec.Struct, frozen=True):
    """One reason that ends a trial before its time.

    Attributes
    ----------
    reason : str
        As it is recorded with the trial.
    source : str
        Where the rule comes from.
    """

    reason: str
    source: str


class Protocol(msgspec.Struct, frozen=True):
    """A clinical test's table.

    Attributes
    ----------
    name, version : str, int
        Together they fix every number.
    settings : dict of str to Setting
        By name, unit in the name.
    stop_rules : tuple of StopRule
        What ends a trial; anything else is not accepted as a reason.
    departures : tuple of str
        Where we knowingly do something else than the test's makers.
    """

    name: str
    version: int
    settings: dict[str, Setting]
    stop_rules: tuple[StopRule, ...] = ()
    departures: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> float:
        return self.settings[key].value

    def describe(self) -> str:
        """Say the protocol with all settings in one line.

        Examples
        --------
        >>> print(FOUR_TRIAL.describe())
        four_trial/1 trial_s=20 n_trials=4 n_familiarisation=1
        """
        parts = [f"{key}={setting.value:g}" for key, setting in self.settings.items()]
        return " ".join((f"{self.name}/{self.version}", *parts))

    def changed(self, **values: float) -> Protocol:
        """Change settings for one clinic; the change shows in every result.

        Parameters
        ----------
        **values : float
            New values by the name of the setting.

        Returns
        -------
        Protocol
            With ``+changed`` at its name, because it no longer is the published version.

        Raises
        ------
        ConfigError
            There is no such setting, or a value is not a finite number.
        """
        settings = dict(self.settings)
        for key, value in values.items():
            if key not in settings:
                raise ConfigError(
                    f"The protocol {self.name} has no setting {key!r}.",
                    hint=f"It has: {', '.join(settings)}.",
                )
            if not math.isfinite(value):
                raise ConfigError(f"The setting {key} must be a finite number, got {value}.")
            settings[key] = msgspec.structs.replace(
                settings[key], value=float(value), source="changed by the clinic", checked="ours"
            )
        # Under a name of its own: its numbers are never taken for those of the published test.
        return msgspec.structs.replace(self, name=f"{self.name}+changed", settings=settings)

    def check_stop(self, stop: str | None) -> None:
        """Refuse a reason that the protocol does not know.

        Parameters
        ----------
        stop : str or None
            None for a trial that was carried through.

        Raises
        ------
        ConfigError
            The reason is unknown; the hint lists the known.
        """
        known = [rule.reason for rule in self.stop_rules]
        if stop is not None and stop not in known:
            raise ConfigError(
                f"The protocol {self.name} knows no stop reason {stop!r}.",
                hint=f"Known: {', '.join(known)}.",
            )


_LOS_PAGE = "sensingfuture.com and physiosensing.net, pages on Limits of Stability"
_MCTSIB_PAGE = "resourcesonbalance.com, NeuroCom mCTSIB page"
_RWS_PAGE = "balanceandmobility.com, NeuroCom rhythmic weight shift page"
_SRALAB = "Shirley Ryan AbilityLab, CTSIB and mCTSIB stop rules"
_UNIPEDAL = "unipedal stance test, sheets of the clinics (three trials, cap 45 s)"

COP_NOT_COG = (
    "The makers follow the centre of gravity; we measure the centre of pressure, which moves more "
    "and faster. Angles and speeds are not comparable with theirs."
)
COG_ESTIMATED = (
    "The centre of gravity is estimated from the centre of pressure by a pendulum of the person's "
    "stature; nearer to what the makers follow, but not their estimate. Reaction time is that of "
    "the centre of pressure."
)
_LEAVES = (StopRule("stepped", _LOS_PAGE), StopRule("fell", "ours"), StopRule("assisted", "ours"))

COG_SHARE = Setting(
    0.55, "", "centre of mass over stature, a rounded textbook value; 0.5527 also quoted", "memory"
)

LIMITS_OF_STABILITY = Protocol(
    "limits_of_stability",
    1,
    {
        "trial_s": Setting(8.0, "s", _LOS_PAGE, "page"),
        "cog_height_share": COG_SHARE,
        "baseline_s": Setting(
            1.0, "s", "window before the cue that the onset is seen from", "ours"
        ),
        "least_baseline_s": Setting(0.3, "s", "shorter and there is no reaction time", "ours"),
        "onset_sds": Setting(5.0, "", "robust standard deviations of the baseline", "ours"),
        "onset_least_mm": Setting(2.0, "mm", "least departure that counts as movement", "ours"),
        "onset_hold_s": Setting(0.1, "s", "how long the departure must last", "ours"),
        "onset_speed_frac": Setting(
            0.05, "", "share of the first movement's peak speed that the onset goes back to", "ours"
        ),
        "least_reaction_s": Setting(0.1, "s", "sooner is anticipation, not reaction", "ours"),
        "stall_s": Setting(0.15, "s", "no progress for so long ends the first movement", "ours"),
        "velocity_from_frac": Setting(0.05, "", "NeuroCom's manual", "memory"),
        "velocity_to_frac": Setting(0.95, "", "NeuroCom's manual", "memory"),
    },
    _LEAVES,
    (
        COP_NOT_COG,
        "The composite is the plain mean of the eight directions; the makers' weights were not "
        "verified.",
    ),
)

MCTSIB = Protocol(
    "mctsib",
    1,
    {
        "trial_s": Setting(10.0, "s", "instrumented mCTSIB: " + _SRALAB, "page"),
        "n_trials": Setting(3.0, "", "twelve trials in four conditions: " + _MCTSIB_PAGE, "page"),
        "cog_height_share": COG_SHARE,
    },
    tuple(
        StopRule(reason, _SRALAB)
        for reason in ("arms moved", "eyes opened", "stepped", "assisted", "fell")
    ),
    (
        COP_NOT_COG,
        "A trial that was stopped has no velocity and no substitute value; the condition and the "
        "composite are refused and the stops are counted.",
    ),
)

RHYTHMIC_WEIGHT_SHIFT = Protocol(
    "rhythmic_weight_shift",
    1,
    {
        "target_frac": Setting(0.5, "", "share of the limits, " + _RWS_PAGE, "memory"),
        "n_cycles": Setting(6.0, "", "NeuroCom's manual", "memory"),
        "cog_height_share": COG_SHARE,
        "turn_frac": Setting(
            0.25, "", "way back, as share of the target, that makes a turn", "ours"
        ),
    },
    _LEAVES,
    (
        COP_NOT_COG,
        "The pace (3, 2 or 1 s, peak to peak) is read as the time from one side to the other, half "
        "a cycle; the page does not settle it.",
    ),
)

SINGLE_LEG = Protocol(
    "single_leg",
    1,
    {
        "n_trials": Setting(3.0, "", _UNIPEDAL, "page"),
        "cap_s": Setting(45.0, "s", _UNIPEDAL, "page"),
        "velocity_window_s": Setting(15.0, "s", "from the start of the trial", "ours"),
    },
    tuple(
        StopRule(reason, _UNIPEDAL)
        for reason in ("arms moved", "foot touched", "stance foot moved", "eyes opened", "fell")
    ),
)

WEIGHT_BEARING = Protocol(
    "weight_bearing",
    1,
    {
        "least_s": Setting(1.0, "s", "shortest window that is scored", "ours"),
        "most_missing_frac": Setting(0.1, "", "more missing samples and it is refused", "ours"),
    },
    departures=(
        "The maker of the squat calls within 7 % of equal normal over 0, 30, 60 and 90 degrees of "
        "knee flexion (resourcesonbalance.com). It is not said which difference is meant, so no "
        "verdict is given.",
    ),
)

SIT_TO_STAND = Protocol(
    "sit_to_stand",
    1,
    {
        "seated_frac": Setting(0.5, "", "of body weight; below it the chair carries", "ours"),
        "stood_frac": Setting(0.9, "", "of body weight; above it the person is up", "ours"),
        "stood_hold_s": Setting(0.2, "s", "how long the person must be up to count", "ours"),
        "peak_window_s": Setting(1.0, "s", "after body weight is borne, for the peak", "ours"),
        "n_timed": Setting(5.0, "", "five times sit to stand", "memory"),
    },
    departures=(
        "The maker's rising index is the force of the rise in per cent of body weight "
        "(resourcesonbalance.com); ours is the peak above body weight. Weight transfer time and "
        "centre of gravity sway need what one plate under the feet does not see before the rise.",
    ),
)

STABILISATION = Protocol(
    "stabilisation",
    1,
    {
        "trial_s": Setting(
            10.0, "s", "length is fixed: it changes the result (Fransz 2015)", "ours"
        ),
        "contact_n": Setting(20.0, "N", "first load that counts as landing", "ours"),
        "band_frac": Setting(0.05, "", "of body weight, threshold method", "memory"),
        "band_hold_s": Setting(1.0, "s", "threshold method", "memory"),
        "sequential_sds": Setting(0.25, "", "sequential estimation, Colby et al. 1999", "memory"),
        "vsi_s": Setting(3.0, "s", "vertical stability index, Wikstrom et al. 2005", "memory"),
    },
    _LEAVES,
    (
        "The dynamic postural stability index and its horizontal parts need shear force, which "
        "vertical load cells do not measure; the vertical part alone is given, by its own name.",
    ),
)

FOUR_TRIAL = Protocol(
    "four_trial",
    1,
    {
        "trial_s": Setting(20.0, "s", "BTrackS balance test", "memory"),
        "n_trials": Setting(4.0, "", "lancasterbrainandspine.com, page on BTrackS", "page"),
        "n_familiarisation": Setting(1.0, "", "BTrackS balance test", "memory"),
    },
    tuple(StopRule(r, "ours") for r in ("eyes opened", "stepped", "assisted", "fell")),
    (
        "In the manner of the BTrackS balance test, not that test: its filter was not seen, and "
        "path hangs on the filter. Its norms do not apply.",
    ),
)

PROTOCOLS: dict[str, Protocol] = {
    protocol.name: protocol
    for protocol in (
        LIMITS_OF_STABILITY,
        MCTSIB,
        RHYTHMIC_WEIGHT_SHIFT,
        SINGLE_LEG,
        WEIGHT_BEARING,
        SIT_TO_STAND,
        STABILISATION,
        FOUR_TRIAL,
    )
}
