"""The compiled walking body against the same equations, one object and one float at a time.

Written from the equations in `docs/simulated-person.md`; courses must be equal to the last bit,
because scores and digests of simulated sessions rest on them.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np
import pytest

from balance_arcade.hw.sim.profiles import PROFILES, SUPPORT_AP_MM, SUPPORT_ML_MM
from balance_arcade.hw.sim.walker import Walker, twice_smoothed_gain

DT_S = 1.0 / 400.0


class NaivePlane:
    """One inverted pendulum with late feedback."""

    def __init__(self, person, motor_mm, drift_mm, support_mm, start_mm, drift):
        self.person, self.support_mm = person, support_mm
        self.felt = deque([(0.0, 0.0)] * max(1, round(person.delay_s / DT_S)))
        self.drift_keep = 1.0 - DT_S / person.drift_s
        self.drift_gain = drift_mm * math.sqrt(1.0 - self.drift_keep**2)
        self.drift_mm = self.set_mm = drift_mm * drift
        self.keep = 1.0 - DT_S / 0.11
        self.motor_gain = motor_mm * twice_smoothed_gain(self.keep)
        self.a = self.b = self.tremor = self.tremor_speed = self.com_mm_s = 0.0
        self.omega = 2.0 * math.pi * person.tremor_hz
        self.tremor_gain = person.tremor_mm * math.sqrt(4.0 * 0.08 / (self.omega * DT_S))
        self.com_mm = self.cop_mm = start_mm

    def step(self, place_mm, speed_mm_s, push, white, effort):
        self.drift_mm = self.drift_keep * self.drift_mm + self.drift_gain * white[1]
        self.set_mm += DT_S / 0.5 * (self.drift_mm - self.set_mm)
        set_mm = place_mm + self.set_mm
        late_mm, late_mm_s = self.felt.popleft()
        self.felt.append((self.com_mm - set_mm, self.com_mm_s - speed_mm_s))
        self.a = self.keep * self.a + (1.0 - self.keep) * white[0]
        self.b = self.keep * self.b + (1.0 - self.keep) * self.a
        pull = self.omega * self.omega * (self.tremor_gain * white[2] - self.tremor)
        self.tremor_speed += DT_S * (pull - 2.0 * 0.08 * self.omega * self.tremor_speed)
        self.tremor += DT_S * self.tremor_speed
        person = self.person
        wanted_mm = set_mm - push / person.omega2_per_s2
        wanted_mm = wanted_mm + person.stiffness * late_mm + person.damping_s * late_mm_s
        wanted_mm += effort * (self.motor_gain * self.b + self.tremor)
        low_mm, high_mm = self.support_mm
        self.cop_mm = min(high_mm, max(low_mm, wanted_mm))
        over_mm = max(0.0, self.com_mm - (high_mm - 14.0)) + min(0.0, self.com_mm - (low_mm + 14.0))
        rail = -60.0 * over_mm - 2.0 * math.sqrt(60.0) * self.com_mm_s if over_mm else 0.0
        self.com_mm_s += DT_S * (person.omega2_per_s2 * (self.com_mm - self.cop_mm) + rail)
        self.com_mm += DT_S * self.com_mm_s


class NaivePerson:
    """Two planes and a lean; the lean's goal has no miss but what is mended."""

    def __init__(self, person, drift):
        self.person = person
        self.rest = (person.rest_ml_mm, person.rest_ap_mm)
        ml = (person.motor_ml_mm, person.drift_ml_mm, SUPPORT_ML_MM)
        ap = (person.motor_ap_mm, person.drift_ap_mm, SUPPORT_AP_MM)
        self.planes = [
            NaivePlane(person, *traits, self.rest[k], drift[k]) for k, traits in enumerate((ml, ap))
        ]
        self.goal = self.target = self.ramp = self.place = self.seen = self.rest
        self.miss = self.mend = self.speed = (0.0, 0.0)
        self.aimed, self.breath = False, 0.0

    def within_reach(self, place):
        return self.person.within_reach(place[0] - self.rest[0], place[1] - self.rest[1])

    def aim(self, goal, miss):
        lean = self.within_reach(goal)
        self.goal = (self.rest[0] + lean[0], self.rest[1] + lean[1])
        self.miss, self.mend, self.aimed = miss, (0.0, 0.0), True
        self.retarget()

    def retarget(self):
        wanted = [self.goal[k] + self.miss[k] + self.mend[k] for k in (0, 1)]
        lean = self.within_reach(wanted)
        self.target = (self.rest[0] + lean[0], self.rest[1] + lean[1])

    def step(self, white):
        person = self.person
        cop = [plane.cop_mm for plane in self.planes]
        self.seen = [self.seen[k] + DT_S / 0.3 * (cop[k] - self.seen[k]) for k in (0, 1)]
        if self.aimed and math.dist(self.target, self.place) < 12.0:
            rate = person.correction_per_s * DT_S
            missing = [min(15.0, max(-15.0, self.goal[k] - self.seen[k])) for k in (0, 1)]
            self.mend = [min(15.0, max(-15.0, self.mend[k] + rate * missing[k])) for k in (0, 1)]
            self.retarget()
        way_mm, most_mm = math.dist(self.target, self.ramp), person.speed_mm_s * DT_S
        if way_mm <= most_mm:
            self.ramp = self.target
        else:
            share = most_mm / way_mm
            self.ramp = [self.ramp[k] + share * (self.target[k] - self.ramp[k]) for k in (0, 1)]
        omega = person.agility_rad_s
        push = [
            omega * (omega * (self.ramp[k] - self.place[k]) - 2.0 * person.settling * self.speed[k])
            for k in (0, 1)
        ]
        self.speed = [self.speed[k] + DT_S * push[k] for k in (0, 1)]
        self.place = [self.place[k] + DT_S * self.speed[k] for k in (0, 1)]
        forward, right, back, left = person.reach_mm
        ml_mm, ap_mm = (self.place[k] - self.rest[k] for k in (0, 1))
        across = ml_mm / (right if ml_mm > 0.0 else left)
        along = ap_mm / (forward if ap_mm > 0.0 else back)
        effort = 1.0 + 1.2 * min(1.0, across * across + along * along)
        for k, plane in enumerate(self.planes):
            plane.step(self.place[k], self.speed[k], push[k], white[3 * k : 3 * k + 3], effort)
        keep = 1.0 - DT_S / 0.25
        self.breath = keep * self.breath + math.sqrt(1.0 - keep * keep) * white[6]
        load_n = person.weight_n * (1.0 + 0.0015 * self.breath)
        return [*(plane.cop_mm for plane in self.planes), load_n]


@pytest.mark.parametrize("kind", sorted(PROFILES))
def test_compiled_and_naive_courses_are_equal_to_the_last_bit(kind):
    person, drift = PROFILES[kind], (0.7, -1.1)
    whites = np.random.default_rng(8).standard_normal((5, 1200, 7))
    goals = ((60.0, 10.0), (-200.0, 90.0), (5.0, -80.0), (30.0, 30.0), (-15.0, 0.0))
    walker = Walker(person, drift=drift, rng=np.random.default_rng(4))
    naive, misses = NaivePerson(person, drift), np.random.default_rng(4)
    anchor = naive.rest
    for block, goal in zip(whites, goals, strict=True):
        walker.aim(*goal)
        lean = naive.within_reach(goal)
        there = (naive.rest[0] + lean[0], naive.rest[1] + lean[1])
        scale_mm = person.aim_error * math.dist(there, anchor)
        anchor = there
        naive.aim(goal, [scale_mm * one for one in misses.standard_normal(2).tolist()])
        expected = [naive.step(white) for white in block.tolist()]
        assert walker.walk(block).tolist() == expected
