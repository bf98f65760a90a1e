"""The norms that are shown: each figure with its source, and whether that source was read.

Sway: Santos DA, Duarte M. A public data set of human balance evaluations. PeerJ 2016;4:e2648,
doi 10.7717/peerj.2648, CC BY 4.0. Percentiles were computed by us from the data set's own results
file (``BDSinfoCOP.txt``: COPvelo, COParea) by ``tests/reference/bds_norms.py``: over subjects, each
by the mean of three trials of 60 s at 100 Hz; four digits. The data set has seven people of 40 to
59 years, too few for a norm, so there is none of that age.

Standing on one leg and rising from a chair: figures of the papers named below, as `Source.read`
says.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import msgspec

Read = Literal["data", "abstract", "quoted"]
"""``data``: computed from the source's own data. ``abstract``: the figures stand in the abstract,
which was read. ``quoted``: the source's table was not read; pages that quote its means agree, and
nothing that quotes its standard deviations was found."""

Kind = Literal["percentiles", "mean and SD", "limit of the average"]
Device = Literal["force plate", "stopwatch"]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where figures come from, and which test they go with.

    Attributes
    ----------
    name : str
        Short, for a chart: author and year.
    citation : str
        Authors, year, DOI, licence where it has one.
    read : {"data", "abstract", "quoted"}
        How the figures were come by.
    people : str
        Who was measured.
    how : str
        The test as the source led it, in words.
    protocols : tuple of str
        Names of our protocols that may match; a clinic's change of one (``+changed``) too.
    settings : dict of str to float
        Settings of the protocol that must be just these.
    kind : {"percentiles", "mean and SD", "limit of the average"}
        What the marks of a row are.
    device : {"force plate", "stopwatch"}
        What measured.
    feet : dict of str to (float, float)
        Where the feet stood: least and most of what `balance_arcade.assess.foot_place` notes;
        empty where it does not matter.
    """

    name: str
    citation: str
    read: Read
    people: str
    how: str
    protocols: tuple[str, ...]
    settings: dict[str, float]
    kind: Kind
    device: Device
    feet: dict[str, tuple[float, float]] = {}


class NormRow(NamedTuple):
    """Figures of one group in one condition.

    Attributes
    ----------
    outcome, unit : str
        Our name of what was measured, and its unit.
    ages : tuple of int
        Youngest and oldest, in whole years; both belong to the group.
    n_subjects : int
        How many; 0 where the source does not say.
    marks : tuple of float
        Five percentiles (5, 25, 50, 75, 95); or mean and standard deviation; or the limit.
    """

    outcome: str
    unit: str
    ages: tuple[int, int]
    n_subjects: int
    marks: tuple[float, ...]


BDS: Final = Source(
    name="Santos and Duarte 2016",
    citation="Santos and Duarte 2016, doi 10.7717/peerj.2648, CC BY 4.0; percentiles computed by"
    " us from the published results",
    read="data",
    people="adults living at home in São Paulo, many of the older with an illness",
    how="mean of three trials of 60 s on a laboratory force plate, feet at 20°, heels 10 cm apart"
    " (the stance as Quijoux 2021 is quoted, not read)",
    protocols=("quiet_stance", "romberg", "research", "mctsib", "norm_stance"),
    settings={"trial_s": 60.0, "n_trials": 3.0},
    kind="percentiles",
    device="force plate",
    # Nobody stands to the millimetre; beyond this it is another stance. Ours.
    feet={"heel_width_mm": (70.0, 130.0), "foot_angle_deg": (10.0, 30.0)},
)

SPRINGER: Final = Source(
    name="Springer 2007",
    citation="Springer et al. 2007, doi 10.1519/00139143-200704000-00003",
    read="quoted",
    people="549 healthy adults (abstract read)",
    how="mean of three trials on one leg, eyes open, at most 45 s, by stopwatch",
    protocols=("single_leg",),
    settings={"n_trials": 3.0, "cap_s": 45.0},
    kind="mean and SD",
    device="stopwatch",
)

BOHANNON: Final = Source(
    name="Bohannon 2006",
    citation="Bohannon 2006, doi 10.2466/pms.103.1.215-222",
    read="abstract",
    people="people from 60 years on, 14 studies put together",
    how="five rises from a chair as fast as possible, by stopwatch; height of the chair and end of"
    " the time differ from study to study",
    protocols=("five_sit_to_stand",),
    settings={"n_timed": 5.0},
    kind="limit of the average",
    device="stopwatch",
)

SOURCES: Final = (BDS, SPRINGER, BOHANNON)

_V, _A = "mean_velocity_mm_s", "ellipse_area_mm2"
_YOUNG, _OLD = (18, 39), (60, 85)
# fmt: off
_SWAY: Final = (
    NormRow(f"{_V}_eo_firm", "mm/s", _YOUNG, 80, (5.322, 6.626, 8.054, 9.963, 14.41)),
    NormRow(f"{_V}_eo_foam", "mm/s", _YOUNG, 80, (16.71, 19.34, 21.51, 25.34, 31.82)),
    NormRow(f"{_V}_ec_firm", "mm/s", _YOUNG, 80, (5.891, 7.063, 8.313, 11.3, 16.55)),
    NormRow(f"{_V}_ec_foam", "mm/s", _YOUNG, 79, (20.36, 24.29, 28.84, 34.64, 46.36)),
    NormRow(f"{_V}_eo_firm", "mm/s", _OLD, 76, (6.864, 8.655, 10.2, 12.82, 20.64)),
    NormRow(f"{_V}_eo_foam", "mm/s", _OLD, 73, (26.41, 31.55, 35.46, 40.37, 50.75)),
    NormRow(f"{_V}_ec_firm", "mm/s", _OLD, 75, (6.382, 9.303, 11.26, 14.17, 21.2)),
    NormRow(f"{_V}_ec_foam", "mm/s", _OLD, 72, (30.34, 36.99, 42.28, 48.48, 62.72)),
    NormRow(f"{_A}_eo_firm", "mm2", _YOUNG, 80, (68.2, 115.1, 205.7, 314.7, 568.3)),
    NormRow(f"{_A}_eo_foam", "mm2", _YOUNG, 80, (570.9, 864.1, 1169.0, 1448.0, 2282.0)),
    NormRow(f"{_A}_ec_firm", "mm2", _YOUNG, 80, (87.62, 131.7, 224.2, 357.2, 660.2)),
    NormRow(f"{_A}_ec_foam", "mm2", _YOUNG, 79, (741.0, 1086.0, 1337.0, 1814.0, 2695.0)),
    NormRow(f"{_A}_eo_firm", "mm2", _OLD, 76, (83.45, 155.3, 212.7, 328.1, 648.3)),
    NormRow(f"{_A}_eo_foam", "mm2", _OLD, 73, (1163.0, 1447.0, 1880.0, 2652.0, 3524.0)),
    NormRow(f"{_A}_ec_firm", "mm2", _OLD, 75, (86.78, 156.4, 231.0, 334.7, 544.2)),
    NormRow(f"{_A}_ec_foam", "mm2", _OLD, 72, (1373.0, 1839.0, 2370.0, 3268.0, 4887.0)),
)
# Both sexes: the abstract says that the time is not related to gender.
_ONE_LEG: Final = tuple(
    NormRow(f"mean_{side}_s", "s", ages, n, marks)
    for side in ("left", "right")
    for ages, n, marks in (
        ((18, 39), 98, (43.3, 5.1)),
        ((40, 49), 98, (40.3, 10.8)),
        ((50, 59), 98, (37.0, 12.6)),
        ((60, 69), 101, (26.9, 16.6)),
        ((70, 79), 95, (15.0, 13.9)),
        ((80, 99), 59, (6.2, 9.3)),
    )
)
_RISING: Final = (
    NormRow("time_of_five_s", "s", (60, 69), 0, (11.4,)),
    NormRow("time_of_five_s", "s", (70, 79), 0, (12.6,)),
    NormRow("time_of_five_s", "s", (80, 89), 0, (14.8,)),
)
# fmt: on

NORMS: Final[tuple[tuple[Source, tuple[NormRow, ...]], ...]] = (
    (BDS, _SWAY),
    (SPRINGER, _ONE_LEG),
    (BOHANNON, _RISING),
)
