"""The rows of irregularity: fuzzy and refined entropies, orders, words, asymmetry, surrogates."""

from __future__ import annotations

from balance_arcade.cop.metric import AXES, Changes, Metric

_TWIN = "twins_irregularity:irregularities"
_PARTS = "pairs within equal parts of at most 70 s"
_SHORT = "pairs within equal parts of at most 35 s"
_MATCHES = "-ln(matches of 3 / matches of 2 means)"
_SURROGATES = (
    "19 series of steps with the same amplitudes and phases by chance (SplitMix64, seed 0), mean "
    "of equal parts of at most 70 s, {a} at 25 Hz"
)

_NEAR = Changes(back="near")
# The mirror image falls where the record rises, and so does the record backwards.
_SIGNED = Changes(mirror="minus", back="-", rate="-")
_TESTED = Changes(back="-", rate="-")

_REFINED = "no two templates of three means match at a scale"

_ROWS = (
    Metric(
        "fuzzy_entropy_{a}",
        "",
        "-ln(mean of exp(-d / r) over pairs of templates of 3 / of 2 values), each about its mean, "
        f"d the greatest difference, r = 0.2 standard deviations (1/N), {_PARTS}, {{a}} at 25 Hz",
        "Chen 2007",
        why_none="a step is farther than 1050 radii",
        changes=_NEAR,
    ),
    Metric(
        "permutation_entropy_{a}",
        "",
        "-sum p ln p / ln 24, p shares of the orders of 4 successive values, {a} at 25 Hz",
        "Bandt & Pompe 2002",
        changes=_NEAR,
    ),
    Metric(
        "weighted_permutation_entropy_{a}",
        "",
        "the same with each order weighted by the variance of its 4 values, {a} at 25 Hz",
        "Fadlallah 2013",
        changes=_NEAR,
    ),
    Metric(
        "dispersion_entropy_{a}",
        "",
        "-sum p ln p / ln 216, p shares of the patterns of 3 successive classes of 6 that a normal "
        "series takes equally often, {a} at 25 Hz",
        "Rostaghi & Azami 2016",
        changes=_NEAR,
    ),
    Metric(
        "fluctuation_dispersion_entropy_{a}",
        "",
        "-sum p ln p / ln 121, p shares of the patterns of 2 successive steps between those "
        "classes, {a} at 25 Hz",
        "Azami & Escudero 2018",
        changes=_NEAR,
    ),
    Metric(
        "complexity_index_{a}",
        "",
        f"sum over scales 1 to 10 of {_MATCHES} of as many neighbours, from every sample on, r = "
        f"0.2 standard deviations (1/N) of scale 1, {_SHORT}, {{a}} at 25 Hz",
        "Gow 2015, Wu 2014",
        why_none=_REFINED,
        changes=_NEAR,
    ),
    *(
        Metric(
            f"refined_entropy_scale_{scale}_{{a}}",
            "",
            f"{_MATCHES} of {scale} neighbours, from every sample on, r = 0.2 standard deviations "
            f"(1/N) of scale 1, {_SHORT}, {{a}} at 25 Hz",
            "Wu 2014",
            why_none=_REFINED,
            changes=_NEAR,
        )
        for scale in (5, 10)
    ),
    Metric(
        "lempel_ziv_{a}",
        "",
        "n log2(N) / N, n words of the series of whether {a} is above its mean, at 25 Hz",
        "Lempel & Ziv 1976, Kaspar & Schuster 1987",
        changes=_NEAR,
    ),
    Metric(
        "lempel_ziv_increments_{a}",
        "",
        "n log2(N) / N, n words of the series of whether {a} rises, at 25 Hz",
        "Lempel & Ziv 1976, Kaspar & Schuster 1987",
        changes=_NEAR,
    ),
    Metric(
        "porta_asymmetry_{a}",
        "",
        "(falls - rises) / (falls + rises) of successive values of {a} at 25 Hz",
        "Porta 2008",
        changes=_SIGNED,
    ),
    Metric(
        "guzik_asymmetry_{a}",
        "",
        "(sum of squared rises - of squared falls) / sum of squares of the steps of {a} at 25 Hz",
        "Guzik 2006",
        changes=_SIGNED,
    ),
    Metric(
        "costa_asymmetry_{a}",
        "",
        "mean of (falls - rises) / (falls + rises) over 1 to 10 samples of {a} at 25 Hz",
        "Costa 2005",
        changes=_SIGNED,
    ),
    Metric(
        "reversal_asymmetry_{a}",
        "",
        "mean(d^3) / mean(d^2)^(3/2), d steps of {a} at 25 Hz",
        "Schreiber & Schmitz 2000",
        changes=_SIGNED,
    ),
    Metric(
        "surrogate_reversal_z_{a}",
        "",
        "(s - mean of the surrogates' s) / their standard deviation (1/N), s = |mean(d^3)| / "
        f"mean(d^2)^(3/2), d steps about their mean; {_SURROGATES}",
        "Theiler 1992, Schreiber & Schmitz 2000",
        changes=_TESTED,
    ),
    Metric(
        "surrogate_reversal_p_{a}",
        "",
        f"share of the 20 whose s is as great, the record among them; {_SURROGATES}",
        "Theiler 1992, Schreiber & Schmitz 2000",
        changes=_TESTED,
    ),
    Metric(
        "surrogate_permutation_z_{a}",
        "",
        "(s - mean of the surrogates' s) / their standard deviation (1/N), s permutation entropy "
        f"of order 4; {_SURROGATES}",
        "Theiler 1992, Bandt & Pompe 2002",
        changes=_TESTED,
    ),
)

ROWS: tuple[Metric, ...] = tuple(
    row._replace(twin=_TWIN).on(axis) for axis in AXES for row in _ROWS
)
