"""The slow twin of nonlinear dynamics as the rows name it: times, points, rate; values by name."""

import naive_nonlinear as naive
from twins_irregularity import at_25_hz, parts


def nonlinear(t_s, points, rate_hz):
    out = {}
    for k, axis in enumerate(("ml", "ap")):
        values = at_25_hz([p[k] for p in points], rate_hz)
        seen = [
            naive.recurrences(values[a:b], 25.0)
            | {"lyapunov_exponent_{a}_per_s": naive.lyapunov(values[a:b], 25.0)}
            for a, b in parts(len(values), 875)
        ]
        found = {name: naive.mean([one[name] for one in seen]) for name in seen[0]}
        found |= naive.multifractal(values, 25.0) | naive.hjorth(values, 25.0)
        out |= {name.format(a=axis): value for name, value in found.items()}
    return out
