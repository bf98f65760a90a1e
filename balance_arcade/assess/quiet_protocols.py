"""Protocols of quiet stance that are read by the house's own metrics: stance, Romberg, research."""

from __future__ import annotations

from typing import Final

from balance_arcade.assess.protocols import COG_SHARE, Protocol, Setting, StopRule

_ISPGR = "Scoppa et al. 2013, doi 10.1016/j.gaitpost.2012.06.018: at least 25 s (abstract read)"
_LAB = "Santos and Duarte 2016, doi 10.7717/peerj.2648: three trials of 60 s a condition"
_RULES: Final = tuple(
    StopRule(reason, "ours") for reason in ("eyes opened", "stepped", "assisted", "fell")
)

QUIET_STANCE: Final = Protocol(
    "quiet_stance",
    1,
    {
        "trial_s": Setting(30.0, "s", _ISPGR + "; 30 s ours", "page"),
        "n_trials": Setting(1.0, "", "a look at the start of a session", "ours"),
        "cog_height_share": COG_SHARE,
    },
    _RULES,
)

ROMBERG: Final = Protocol(
    "romberg",
    1,
    {
        "trial_s": Setting(30.0, "s", _ISPGR + "; 30 s ours", "page"),
        "n_trials": Setting(1.0, "", "once with open and once with closed eyes", "ours"),
        "cog_height_share": COG_SHARE,
    },
    _RULES,
    ("The feet stand as the board asks, side by side; Romberg's own stance is with them closed.",),
)

NORM_STANCE: Final = Protocol(
    "norm_stance",
    1,
    {
        "trial_s": Setting(60.0, "s", _LAB, "page"),
        "n_trials": Setting(3.0, "", _LAB, "page"),
        "cog_height_share": COG_SHARE,
    },
    _RULES,
    (
        "The order of the conditions is fixed; in the source it is drawn for each person. Norms"
        " apply with the feet at 20 degrees and the heels 10 cm apart, noted with the test.",
    ),
)

RESEARCH: Final = Protocol(
    "research",
    1,
    {
        "trial_s": Setting(90.0, "s", "longer than " + _LAB, "ours"),
        "n_trials": Setting(3.0, "", _LAB, "page"),
        "cog_height_share": COG_SHARE,
    },
    _RULES,
)
