"""Jumps as the papers write them, in plain Python: slow, obvious, importing nothing of ours.

Owen 2014 (weighing for one second, onset at five standard deviations and 30 ms before), McMahon
2018 (phases by velocity), Linthorne 2001 (heights), Flanagan and Comyns 2008 (reactive strength),
Dalleau 2004 (stiffness), McMahon 2021 (a fall integrated backwards), Colby 1999 and the band of 5 %
(time to stabilisation), Wikstrom 2005 (vertical index).
"""

import itertools

G = 9.80665


def mean(numbers):
    return sum(numbers) / len(numbers)


def sd(numbers):
    middle = mean(numbers)
    return (sum((x - middle) ** 2 for x in numbers) / (len(numbers) - 1)) ** 0.5


def flight(loads, near, weight):
    """First sample below and first one back above five deviations of the empty plate."""
    start, stop = near
    edge = min(round(0.03 * RATE[0]), (stop - start) // 4)
    middle = loads[start + edge : stop - edge]
    zero = mean(middle)
    spread = (sum((x - zero) ** 2 for x in middle) / len(middle)) ** 0.5
    threshold = zero + min(max(5.0 * spread, 0.01 * weight), 0.1 * weight)
    off = start + edge
    while loads[off - 1] < threshold:
        off -= 1
    on = stop - edge - 1
    while loads[on] < threshold:
        on += 1
    return off, on, zero


RATE = [1000.0]
"""Set by whoever calls: the functions are formulas, not a program."""


def crossing(loads, begin, weight, spread):
    """First of 30 ms of samples that all lie beyond five deviations on one side."""
    threshold = max(5.0 * spread, 0.005 * weight)
    n = max(1, round(0.03 * RATE[0]))
    for i in range(begin, len(loads) - n):
        window = [x - weight for x in loads[i : i + n]]
        if all(x > threshold for x in window) or all(x < -threshold for x in window):
            return i
    return None


def integral(steps):
    out = [0.0]
    for a, b in itertools.pairwise(steps):
        out.append(out[-1] + 0.5 * (a + b) / RATE[0])
    return out


def standing_jump(loads, quiet, near_flight, cross):
    """Values of a jump from standing; quiet and near_flight are pairs of samples."""
    rate = RATE[0]
    weight = mean(loads[quiet[0] : quiet[1]])
    off, on, zero = flight(loads, near_flight, weight)
    body = weight - zero
    mass = body / G
    begin = quiet[1]
    acceleration = [(x - weight) / mass for x in loads[begin : on + 1]]
    velocity = integral(acceleration)
    way = integral(velocity)
    force = [x - zero for x in loads[begin : on + 1]]
    last = off - 1 - begin
    fall = force[last - 1] - force[last]
    ratio = force[last] / fall if fall > 0.0 else float("inf")
    if ratio <= 1.0:
        tail, share = max(0.0, ratio) / rate, 0.5
    else:
        tail, share = (0.5 + 0.5 / ratio) / rate, 1.0 - 0.5 / ratio
    at_take_off = velocity[last] + (share * force[last] - body) * tail / mass
    onset = max(begin, cross - round(0.03 * rate)) - begin
    low = min(range(onset, last + 1), key=lambda i: velocity[i])
    up = next(i for i in range(low, last + 1) if velocity[i] > 0.0)
    net = [x - body for x in force]
    flown = (on - off) / rate
    return {
        "body_weight_n": body,
        "weighing_sd_n": sd(loads[quiet[0] : quiet[1]]),
        "take_off_velocity_m_s": at_take_off,
        "jump_height_impulse_m": at_take_off**2 / (2.0 * G),
        "flight_time_s": flown,
        "jump_height_flight_m": G * flown**2 / 8.0,
        "time_to_take_off_s": (off - begin - onset) / rate,
        "rsi_modified_m_s": at_take_off**2 / (2.0 * G) / ((off - begin - onset) / rate),
        "unweighting_time_s": (low - onset) / rate,
        "braking_time_s": (up - low) / rate,
        "propulsion_time_s": (off - begin - up) / rate,
        "unweighting_impulse_ns": integral(net[onset : low + 1])[-1],
        "braking_impulse_ns": integral(net[low : up + 1])[-1],
        "propulsion_impulse_ns": integral(net[up : off - begin + 1])[-1],
        "net_impulse_ns": at_take_off * mass,
        "countermovement_depth_m": max(0.0, -min(way[: off - begin])),
        "peak_velocity_m_s": max(velocity[: off - begin]),
        "peak_force_n": max(force[onset : off - begin]),
        "peak_power_w": max(f * v for f, v in zip(force, velocity, strict=True)),
        "mean_propulsion_power_w": mean(
            [f * v for f, v in zip(force, velocity, strict=True)][up : off - begin]
        ),
        "mean_propulsion_force_n": mean(force[up : off - begin]),
        "force_at_lowest_n": force[up],
        "peak_rfd_n_s": max(
            force[i + round(0.05 * rate)] - force[i]
            for i in range(onset, off - begin - round(0.05 * rate))
        )
        / 0.05,
    }


def drop_jump(loads, touch_down, near_flight, rest):
    """Values of a drop jump; rest is a pair of samples in which the person stood still after."""
    rate = RATE[0]
    weight = mean(loads[rest[0] : rest[1]])
    off, on, zero = flight(loads, near_flight, weight)
    body = weight - zero
    mass = body / G
    gain = integral([(x - weight) / mass for x in loads[touch_down : rest[0] + 1]])[-1]
    lead = 0.25 * (loads[touch_down] - zero) / rate / mass
    falling = -gain - lead
    contact, flown = (off - touch_down) / rate, (on - off) / rate
    return {
        "contact_time_s": contact,
        "flight_time_s": flown,
        "rsi_m_s": G * flown**2 / 8.0 / contact,
        "rsi_flight": flown / contact,
        "touch_down_velocity_m_s": falling,
        "drop_height_m": falling**2 / (2.0 * G),
    }


def stiffness(mass, flown, contact):
    """Vertical stiffness of a hop (Dalleau 2004)."""
    pi = 3.141592653589793
    return mass * pi * (flown + contact) / (contact**2 * ((flown + contact) / pi - contact / 4.0))


def ten_to_five(contacts, flights):
    """Mean reactive strength of the five best hops (Harper 2011)."""
    rsi = sorted(G * f**2 / 8.0 / c for c, f in zip(contacts, flights, strict=True))
    return mean(rsi[-5:])


def stabilisation(loads, weight):
    """Time in the band of 5 % for a second, sequential estimation, and the vertical index."""
    rate = RATE[0]
    share = [x / weight for x in loads]
    n = round(rate)
    band = next(
        (
            i / rate
            for i in range(len(share) - n)
            if all(abs(x - 1.0) <= 0.05 for x in share[i : i + n + 1])
        ),
        None,
    )
    total, running = 0.0, []
    for i, x in enumerate(share):
        total += x
        running.append(total / (i + 1))
    width = 0.25 * sd(share)
    outside = [i for i, x in enumerate(running) if abs(x - running[-1]) > width]
    early = share[: round(3.0 * rate) + 1]
    index = mean([(1.0 - x) ** 2 for x in early]) ** 0.5
    return band, (outside[-1] + 1) / rate if outside else 0.0, index


def asymmetry(left, right):
    """Difference over sum, in per cent, left positive (Bishop 2018)."""
    return 100.0 * (mean(left) - mean(right)) / (mean(left) + mean(right))
