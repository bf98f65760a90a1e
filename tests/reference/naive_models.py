"""Slow twins of the models of sway: boundary, gravity, spline; imports nothing of the product."""

import cmath
import itertools
import math

import numpy as np


def boundary_time(place, velocity, push, corners):
    """Earliest time at which the point crosses a side: roots of each side's polynomial."""
    best = math.inf
    middle = [math.fsum(c[k] for c in corners) / len(corners) for k in (0, 1)]
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        normal = (b[1] - a[1], a[0] - b[0])
        if normal[0] * (middle[0] - a[0]) + normal[1] * (middle[1] - a[1]) > 0:
            normal = (-normal[0], -normal[1])

        def along(v, normal=normal):
            return normal[0] * v[0] + normal[1] * v[1]

        out = along((place[0] - a[0], place[1] - a[1]))
        if out > 0:
            return 0.0
        roots = np.roots([along(push) / 2, along(velocity), out])
        real = [r.real for r in roots if abs(r.imag) < 1e-9 * (1 + abs(r)) and r.real > 0]
        best = min([best, *real])
    return best


def minima(values):
    return [b for a, b, c in zip(values, values[1:], values[2:], strict=False) if b < a and b <= c]


def pendulum(values, rate, square, pad):
    """Discrete Fourier sums of the extended axis, each coefficient on its own."""
    head = [2 * values[0] - values[i] for i in range(pad, 0, -1)]
    tail = [2 * values[-1] - values[-1 - i] for i in range(1, pad + 1)]
    whole = [*head, *values, *tail]
    n, mean = len(whole), math.fsum(whole) / len(whole)
    sums = []
    for k in range(n):
        c = sum((v - mean) * cmath.exp(-2j * math.pi * k * i / n) for i, v in enumerate(whole))
        turn = 2 * math.pi * min(k, n - k) * rate / n
        sums.append(c * square / (square + turn**2))
    back = [
        sum(c * cmath.exp(2j * math.pi * k * i / n) for k, c in enumerate(sums)).real / n
        for i in range(n)
    ]
    return [b + mean for b in back[pad:-pad]]


def equilibrium(cop, force):
    """Places (in samples) and centre of pressure where the force less its mean is zero."""
    mean = math.fsum(force) / len(force)
    f = [v - mean for v in force]
    found = []
    for i, (a, b) in enumerate(itertools.pairwise(f)):
        if a == 0:
            found.append((i, cop[i]))
        elif a * b < 0:
            part = a / (a - b)
            found.append((i + part, cop[i] + part * (cop[i + 1] - cop[i])))
    if f[-1] == 0:
        found.append((len(f) - 1, cop[-1]))
    return found
