"""Scoring of clinical tests once more, in plain Python from the definitions in the documents.

Imports nothing of the package. Lists in, numbers out; slow and simple on purpose.
"""

import itertools


def median(values):
    ordered = sorted(values)
    n = len(ordered)
    return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def baseline(along, t, cue, *, window=1.0, sds=5.0, least=2.0):
    """Median of the window before the cue and how far from it counts as movement."""
    before = [p for p, when in zip(along, t, strict=True) if cue - window <= when < cue]
    mid = median(before)
    spread = 1.4826 * median([abs(p - mid) for p in before])
    return mid, max(sds * spread, least)


def onset(along, t, cue, mid, threshold, *, hold=0.1, frac=0.05):
    """First lasting departure, then back to 5 % of the peak speed of that movement."""
    n = len(along)
    step = median([b - a for a, b in itertools.pairwise(t)])
    n_hold = max(2, round(hold / step) + 1)
    best = None
    for i in range(n):
        if t[i] < cue or i + n_hold > n:
            continue
        for sense in (1, -1):
            if best is None and all(
                sense * (along[j] - mid) > threshold for j in range(i, i + n_hold)
            ):
                best = (i, sense)
    if best is None:
        return None
    i, sense = best
    speed = [0.0] * n
    for j in range(n):
        a, b = max(0, j - 1), min(n - 1, j + 1)
        speed[j] = sense * (along[b] - along[a]) / (t[b] - t[a])
    if speed[i] <= 0:
        return t[i]
    stop = i
    while stop + 1 < n and speed[stop + 1] > 0:
        stop += 1
    level = frac * max(speed[i : stop + 1])
    j = i
    while j > 0 and speed[j] > level:
        j -= 1
    if j == i or speed[j] > level:
        return t[j]
    return t[j] + (level - speed[j]) / (speed[j + 1] - speed[j]) * (t[j + 1] - t[j])


def endpoint(along, t, start, mid, threshold, *, stall=0.15):
    """Row where the first movement towards the target ends."""
    n = len(along)
    step = median([b - a for a, b in itertools.pairwise(t)])
    n_stall = max(1, round(stall / step))
    first = next(i for i in range(n) if t[i] >= start)
    nearer = [i for i in range(first, n) if along[i] - mid > threshold]
    if not nearer:
        return None
    for i in range(nearer[0], n):
        if all(along[j] <= along[i] for j in range(i + 1, min(n, i + 1 + n_stall))):
            return i
    return n - 1


def control(along, across):
    on = sum(abs(b - a) for a, b in itertools.pairwise(along))
    off = sum(abs(b - a) for a, b in itertools.pairwise(across))
    return 100 * (1 - off / on)


def minimum_jerk(t, start, lasting, size):
    """Flash and Hogan 1985: the smoothest way from rest to rest."""
    u = min(1.0, max(0.0, (t - start) / lasting))
    return size * (10 * u**3 - 15 * u**4 + 6 * u**5)


def turns(along, back):
    """Every sample that is the farthest between two ways back of at least `back`."""
    found, i, n = [], 0, len(along)
    side = 0
    while i < n:
        best = None
        for j in range(i, n):
            up = side != -1 and max(along[i : j + 1]) - along[j] >= back
            down = side != 1 and along[j] - min(along[i : j + 1]) >= back
            if up or down:
                best = j, 1 if up else -1
                break
        if best is None:
            return found
        j, sense = best
        stretch = along[i : j + 1]
        row = i + stretch.index(max(stretch) if sense == 1 else min(stretch))
        if row > 0:
            found.append((row, sense))
        side, i = -sense, j
    return found


def steady_from(t, share, band=0.05, hold=1.0):
    """First time from which every sample of the next second is within the band."""
    for i in range(len(t)):
        if t[-1] < t[i] + hold - 1e-9:
            return None
        if all(
            abs(s - 1) <= band
            for s, when in zip(share, t, strict=True)
            if t[i] <= when <= t[i] + hold - 1e-9
        ):
            return t[i]
    return None


def sequential(t, share, sds=0.25):
    n = len(share)
    mean = sum(share) / n
    band = sds * (sum((s - mean) ** 2 for s in share) / (n - 1)) ** 0.5
    inside = [abs(sum(share[: i + 1]) / (i + 1) - mean) <= band for i in range(n)]
    return next(t[i] for i in range(n) if all(inside[i:]))


def rises(t, share, seated=0.5, stood=0.9, hold=0.2):
    """How often the load goes from below `seated` to above `stood` for the hold."""
    count, armed = 0, False
    for i in range(len(t)):
        if share[i] < seated:
            armed = True
        j = i
        while j >= 0 and share[j] >= stood and t[i] - t[j] < hold:
            j -= 1
        if armed and j >= 0 and share[j] >= stood:
            count, armed = count + 1, False
    return count


def icc_2_1(table):
    """Shrout and Fleiss 1979, case 2: from the two-way analysis of variance by sums of squares."""
    n, k = len(table), len(table[0])
    everything = [v for row in table for v in row]
    correction = sum(everything) ** 2 / (n * k)
    ss_total = sum(v * v for v in everything) - correction
    ss_rows = sum(sum(row) ** 2 for row in table) / k - correction
    ss_cols = sum(sum(row[j] for row in table) ** 2 for j in range(k)) / n - correction
    bms, jms = ss_rows / (n - 1), ss_cols / (k - 1)
    ems = (ss_total - ss_rows - ss_cols) / ((n - 1) * (k - 1))
    return (bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n)
