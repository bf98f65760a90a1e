"""The slow, obvious twin: written from the paper, with lists only."""

import math


def petrosian_fds(t_s, points, rate_hz):
    """Count the places where a series turns by hand."""
    out = {}
    for k, axis in enumerate(("ml", "ap")):
        values = [point[k] for point in points]
        n, n_turns = len(values), 0
        for i in range(1, n - 1):
            before, after = values[i] - values[i - 1], values[i + 1] - values[i]
            n_turns += before > 0 > after or before < 0 < after
        length = math.log10(n)
        out[f"petrosian_fd_{axis}"] = length / (length + math.log10(n / (n + 0.4 * n_turns)))
    return out
