"""The slow twin of irregularity as the rows name it: times, points, rate; values by name."""

import itertools
import math

import naive_irregularity as naive
from naive_complexity import at_25_hz

AXES = ("ml", "ap")


def parts(n, most):
    n_parts = math.ceil(n / most)
    edges = [round(i * n / n_parts) for i in range(n_parts + 1)]
    return list(itertools.pairwise(edges))


def of_pairs(values):
    radius = 0.2 * naive.deviation(values)
    sums = [naive.fuzzy_sums(values[a:b], radius) for a, b in parts(len(values), 1750)]
    two, three = (math.fsum(s) for s in zip(*sums, strict=True))
    curve = []
    for scale in range(1, 11):
        found = [
            naive.coarse_matches(values[a:b], scale, radius) for a, b in parts(len(values), 1750)
        ]
        short, long = (sum(f) for f in zip(*found, strict=True))
        curve.append(math.log(short / long))
    return {
        "fuzzy_entropy": math.log(two / three),
        "complexity_index": math.fsum(curve),
        "refined_entropy_scale_5": curve[4],
        "refined_entropy_scale_10": curve[9],
    }


def of_orders(values):
    plain, weighted = naive.permutation_entropies(values)
    dispersion, fluctuation = naive.dispersion_entropies(values)
    steps = [b - a for a, b in itertools.pairwise(values)]
    level = math.fsum(values) / len(values)
    return {
        "permutation_entropy": plain,
        "weighted_permutation_entropy": weighted,
        "dispersion_entropy": dispersion,
        "fluctuation_dispersion_entropy": fluctuation,
        "lempel_ziv": naive.lempel_ziv([v > level for v in values]),
        "lempel_ziv_increments": naive.lempel_ziv([d > 0 for d in steps]),
        "porta_asymmetry": naive.falling(values, 1),
        "guzik_asymmetry": naive.guzik(values),
        "costa_asymmetry": math.fsum(naive.falling(values, lag) for lag in range(1, 11)) / 10,
        "reversal_asymmetry": naive.reversal(steps),
    }


def z_score(found):
    return (found[0] - math.fsum(found[1:]) / 19) / naive.deviation(found[1:])


def of_surrogates(values):
    third, order = [0.0] * 20, [0.0] * 20
    pieces = parts(len(values), 1750)
    for part, (a, b) in enumerate(pieces):
        steps = [y - x for x, y in zip(values[a:b], values[a + 1 : b], strict=False)]
        for s, series in enumerate(naive.surrogates(steps, part)):
            third[s] += abs(naive.reversal(series)) / len(pieces)
            places = naive.place_after(series)
            order[s] += naive.permutation_entropies(places)[0] / len(pieces)
    return {
        "surrogate_reversal_z": z_score(third),
        "surrogate_reversal_p": sum(t >= third[0] for t in third) / 20,
        "surrogate_permutation_z": z_score(order),
    }


def irregularities(t_s, points, rate_hz):
    out = {}
    for k, axis in enumerate(AXES):
        values = at_25_hz([p[k] for p in points], rate_hz)
        found = of_pairs(values) | of_orders(values) | of_surrogates(values)
        out |= {f"{name}_{axis}": value for name, value in found.items()}
    return out
