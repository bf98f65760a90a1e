"""The state machine of a jump, one sample at a time, compiled: live and batch run this very code.

States: nobody on the plate (`EMPTY`), somebody who is not quiet (`STANDING`), quiet and weighed
(`QUIET`), moving since an onset (`MOVING`), in the air (`FLIGHT`). All that it knows stands in one
array of float64, so that a call from Python costs little.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]

EMPTY, STANDING, QUIET, MOVING, FLIGHT = 0, 1, 2, 3, 4
NOTHING, WEIGHED, ONSET, TAKE_OFF, LANDING, WITHDRAWN, LEFT, STEPPED_ON = 0, 1, 2, 3, 4, 5, 6, 7

# Places in the array of settings.
DT, N_SDS, ONSET_FRAC, LEAST_FRAC, MOST_FRAC, UNKNOWN_N, PERSON_N, QUIET_FRAC = range(8)
N_BLOCK, N_LEAST, N_WANTED, N_HOLD, N_BACK, N_FLIGHT, N_MOST, N_CONTACT = range(8, 16)
N_SETTINGS = 16

# Places in the array of the state.
MODE, N, SINCE, LOAD, AT, VALUE = range(6)
ZERO, ZERO_SD, HAS_ZERO, Z_N, Z_SUM, Z_SQ = range(6, 12)
B_N, B_SUM, B_SQ, N_BLOCKS = range(12, 16)
WEIGHT, WEIGHT_SD, HAS_WEIGHT, OUT, SIDE, VELOCITY, MISSING, AIR, N_NEEDED, QUIET_FROM = range(
    16, 26
)
N_STATE = 28
MOST_BLOCKS: Final = 20
"""Of 50 ms each, so the weighing looks back for one second."""
BLOCK_S: Final = 0.05
_GRAVITY = 9.80665
# Contact after a landing may end upwards only; a deep countermovement may unload the plate too.
_RISING_M_S = 0.1
_MOST_M_S = 0.3
_Z_BLOCK = 4
_MOST_SD_FRAC = 0.06


def settings_array(settings: JumpSettings, rate_hz: float) -> Floats:
    """Put the settings of a `JumpDetector` into the machine's order, times in samples."""

    def n(seconds: float) -> int:
        return max(1, round(seconds * rate_hz))

    return np.array(
        [
            1.0 / rate_hz,
            settings.n_sds,
            settings.least_onset_frac,
            settings.least_contact_frac,
            settings.most_contact_frac,
            settings.unknown_contact_n,
            settings.person_n,
            settings.quiet_frac,
            n(BLOCK_S),
            max(2, math.ceil(settings.least_quiet_s / BLOCK_S - 1e-9)),
            min(MOST_BLOCKS, max(1, round(settings.quiet_s / BLOCK_S))),
            n(settings.hold_s),
            n(settings.back_s),
            n(settings.least_flight_s),
            n(settings.most_flight_s),
            n(settings.least_contact_s),
        ],
        dtype=np.float64,
    )


def new_state(options: Floats) -> Floats:
    """Make the state of a machine that has seen nothing, for the options of `settings_array`.

    Scalars come first, then means and squares of blocks, then the last loads.
    """
    n_kept = int(options[N_HOLD] + options[N_BACK]) + 1
    return np.zeros(N_STATE + 2 * MOST_BLOCKS + n_kept)


@inner_kernel
def _contact_level(p: Floats, s: Floats) -> float:
    """Load above which there is contact, by the noise of the empty plate or the quiet person."""
    level: float = p[UNKNOWN_N]
    if s[HAS_WEIGHT] == 0.0:
        return level if s[HAS_ZERO] == 0.0 else s[ZERO] + max(p[N_SDS] * s[ZERO_SD], level)
    noise = s[ZERO_SD] if s[HAS_ZERO] == 1.0 else s[WEIGHT_SD]
    above = max(p[N_SDS] * noise, p[LEAST_FRAC] * s[WEIGHT])
    level = s[ZERO] + min(above, p[MOST_FRAC] * s[WEIGHT])
    return level


@inner_kernel
def _forget_blocks(s: Floats) -> None:
    """Begin weighing anew."""
    s[B_N] = s[B_SUM] = s[B_SQ] = s[N_BLOCKS] = 0.0


@inner_kernel
def _watch_zero(p: Floats, s: Floats, load: float) -> None:
    """Mean and noise of the empty plate, from its last whole 0.2 s."""
    s[Z_N] += 1.0
    s[Z_SUM] += load
    s[Z_SQ] += load * load
    if s[Z_N] >= _Z_BLOCK * p[N_BLOCK]:
        mean = s[Z_SUM] / s[Z_N]
        s[ZERO] = mean
        s[ZERO_SD] = math.sqrt(max(0.0, s[Z_SQ] / s[Z_N] - mean * mean))
        s[HAS_ZERO] = 1.0
        s[Z_N] = 0.0
        s[Z_SUM] = 0.0
        s[Z_SQ] = 0.0


@inner_kernel
def _is_still(p: Floats, load: float, between: float, within: float) -> bool:
    """Whether the variance of blocks' means, and that within blocks, is of no movement."""
    allowed = (p[QUIET_FRAC] * load) ** 2
    # A noisy board's means differ by its noise; that is no movement.
    allowed += min(allowed, 9.0 * within / p[N_BLOCK])
    most = (_MOST_SD_FRAC * load) ** 2
    return load >= p[PERSON_N] and between <= allowed and between + within <= most


@inner_kernel
def _quiet(p: Floats, s: Floats, n_looked: float) -> bool:
    """Whether the last so many blocks are quiet; if so, weigh by all but the two newest."""
    n = int(s[N_BLOCKS])
    count = int(n_looked)
    first = n - count
    if first < 0:
        return False
    mean = 0.0
    for k in range(first, n):
        mean += s[N_STATE + k % MOST_BLOCKS]
    mean /= count
    between = 0.0
    within = 0.0
    for k in range(first, n):
        gap = s[N_STATE + k % MOST_BLOCKS] - mean
        between += gap * gap
        within += s[N_STATE + MOST_BLOCKS + k % MOST_BLOCKS]
    within /= count
    if not _is_still(p, mean - s[ZERO], between / (count - 1.0), within):
        return False
    last = n - 2 if count > p[N_LEAST] + 2.0 else n
    total = 0.0
    square = 0.0
    for k in range(first, last):
        total += s[N_STATE + k % MOST_BLOCKS]
    total /= last - first
    for k in range(first, last):
        gap = s[N_STATE + k % MOST_BLOCKS] - total
        square += s[N_STATE + MOST_BLOCKS + k % MOST_BLOCKS] + gap * gap
    s[WEIGHT] = total
    s[WEIGHT_SD] = math.sqrt(square / (last - first))
    s[HAS_WEIGHT] = 1.0
    return True


@inner_kernel
def _add_to_block(p: Floats, s: Floats, load: float) -> bool:
    """Count a sample in; whether a block of 50 ms is whole."""
    s[B_N] += 1.0
    s[B_SUM] += load
    s[B_SQ] += load * load
    if s[B_N] < p[N_BLOCK]:
        return False
    mean = s[B_SUM] / s[B_N]
    at = int(s[N_BLOCKS]) % MOST_BLOCKS
    s[N_STATE + at] = mean
    s[N_STATE + MOST_BLOCKS + at] = max(0.0, s[B_SQ] / s[B_N] - mean * mean)
    s[N_BLOCKS] += 1.0
    s[B_N] = 0.0
    s[B_SUM] = 0.0
    s[B_SQ] = 0.0
    return True


@inner_kernel
def _begin_movement(p: Floats, s: Floats) -> None:
    """Go back to the onset, and integrate from there."""
    n_kept = int(p[N_HOLD] + p[N_BACK]) + 1
    n_back = min(int(p[N_HOLD] + p[N_BACK]) - 1, int(s[N]) - 1)
    s[VELOCITY] = 0.0
    for k in range(n_back, -1, -1):
        at = (int(s[N]) - 1 - k) % n_kept
        net = s[N_STATE + 2 * MOST_BLOCKS + at] - s[WEIGHT]
        s[VELOCITY] += net / (s[WEIGHT] - s[ZERO]) * _GRAVITY * p[DT]
    s[AT] = s[N] - 1.0 - n_back
    s[MODE] = MOVING
    s[OUT] = 0.0
    _forget_blocks(s)


@inner_kernel
def _while_empty(p: Floats, s: Floats, load: float) -> int:
    """Nobody on the plate: know its zero, wait for somebody."""
    if load < s[ZERO] + p[PERSON_N] and load < _contact_level(p, s):
        _watch_zero(p, s, load)
        return NOTHING
    s[MODE] = STANDING
    s[SINCE] = s[AT] = s[N] - 1.0
    s[Z_N] = s[Z_SUM] = s[Z_SQ] = 0.0
    # A record may begin within a short quiet phase; whoever steps on takes longer.
    s[N_NEEDED] = p[N_LEAST] if s[N] < 2.0 else 2.0 * p[N_LEAST]
    _forget_blocks(s)
    return STEPPED_ON


@inner_kernel
def _take_off(s: Floats) -> int:
    """Begin a flight with this sample."""
    s[AIR] = s[SINCE]
    s[OUT] = 0.0
    s[MODE] = FLIGHT
    s[SINCE] = s[AT] = s[N] - 1.0
    return TAKE_OFF


@inner_kernel
def _while_standing(p: Floats, s: Floats, load: float) -> int:
    """Somebody who is not quiet yet, after stepping on or landing."""
    if load < _contact_level(p, s):
        return _take_off(s)
    if _add_to_block(p, s, load) and _quiet(p, s, s[N_NEEDED]):
        return _rest(s, s[N_NEEDED])
    return NOTHING


@inner_kernel
def _rest(s: Floats, n_looked: float) -> int:
    """Say that the person is quiet, since so many blocks."""
    s[MODE], s[OUT] = QUIET, 0.0
    s[QUIET_FROM] = s[N_BLOCKS] - n_looked
    s[AT] = s[N] - 1.0
    s[VALUE] = s[WEIGHT]
    return WEIGHED


@inner_kernel
def _while_quiet(p: Floats, s: Floats, load: float) -> int:
    """Somebody quiet: weigh on, and look for an onset."""
    if load < _contact_level(p, s):
        return _take_off(s)
    threshold = max(p[N_SDS] * s[WEIGHT_SD], p[ONSET_FRAC] * s[WEIGHT])
    net = load - s[WEIGHT]
    side = 1.0 if net > threshold else (-1.0 if net < -threshold else 0.0)
    if side == 0.0:
        s[OUT] = 0.0
        if _add_to_block(p, s, load):
            _quiet(p, s, min(p[N_WANTED], s[N_BLOCKS] - s[QUIET_FROM]))
        return NOTHING
    s[OUT] = s[OUT] + 1.0 if side == s[SIDE] and s[OUT] > 0.0 else 1.0
    s[SIDE] = side
    if s[OUT] < p[N_HOLD]:
        return NOTHING
    _begin_movement(p, s)
    s[VALUE] = side * threshold
    return ONSET


@inner_kernel
def _while_moving(p: Floats, s: Floats, load: float) -> int:
    """Somebody who moves: integrate, look for take-off or rest."""
    s[VELOCITY] += (load - s[WEIGHT]) / (s[WEIGHT] - s[ZERO]) * _GRAVITY * p[DT]
    if load < _contact_level(p, s):
        if s[VELOCITY] > _RISING_M_S:
            s[OUT] = 0.0
            return _take_off(s)
        s[OUT] += 1.0
        # Unloaded for so long while going down: the velocity was wrong, and this is a flight.
        if s[OUT] >= 2.0 * p[N_FLIGHT]:
            s[OUT] = 0.0
            return _take_off(s)
        return NOTHING
    s[OUT] = 0.0
    weight, sd = s[WEIGHT], s[WEIGHT_SD]
    if _add_to_block(p, s, load) and _quiet(p, s, 2.0 * p[N_LEAST]):
        # The load is body weight at any steady velocity too, and steady where somebody pushes.
        other = abs(s[VELOCITY]) > _MOST_M_S or abs(s[WEIGHT] - weight) > 0.05 * weight
        if other and not _quiet(p, s, p[N_WANTED]):
            s[WEIGHT] = weight
            s[WEIGHT_SD] = sd
            return NOTHING
        return _rest(s, 2.0 * p[N_LEAST])
    return NOTHING


@inner_kernel
def _while_flying(p: Floats, s: Floats, load: float) -> int:
    """Nobody on the plate since a take-off; what rings a little and shortly is no contact."""
    level = _contact_level(p, s)
    if load < level:
        s[OUT] = 0.0
        if s[N] - s[SINCE] <= p[N_MOST]:
            return NOTHING
        s[MODE] = EMPTY
        s[HAS_WEIGHT] = 0.0
        s[AT] = s[N] - 1.0
        return LEFT
    s[OUT] += 1.0
    firm = p[UNKNOWN_N] if s[HAS_WEIGHT] == 0.0 else p[MOST_FRAC] * s[WEIGHT]
    if load < s[ZERO] + firm and s[OUT] < p[N_CONTACT]:
        return NOTHING
    # Contact began with the first sample above the level.
    s[AT] = s[N] - s[OUT]
    short = s[AT] - s[SINCE] < p[N_FLIGHT]
    s[MODE] = STANDING
    s[OUT] = 0.0
    if short:
        s[SINCE] = s[AIR]
        return WITHDRAWN
    s[SINCE] = s[AT]
    # A landing may hold a load for a moment; that is no quiet stance.
    s[N_NEEDED] = 2.0 * p[N_LEAST]
    _forget_blocks(s)
    return LANDING


@inner_kernel
def _step(p: Floats, s: Floats, load: float) -> int:
    """Go on by one sample."""
    if math.isnan(load):
        # The machine stays where it is; what the gap means is judged where the trial is measured.
        s[MISSING] += 1.0
        load = s[LOAD]
    s[LOAD] = load
    n_kept = int(p[N_HOLD] + p[N_BACK]) + 1
    s[N_STATE + 2 * MOST_BLOCKS + int(s[N]) % n_kept] = load
    s[N] += 1.0
    mode = int(s[MODE])
    if mode == EMPTY:
        return _while_empty(p, s, load)
    if mode == STANDING:
        return _while_standing(p, s, load)
    if mode == QUIET:
        return _while_quiet(p, s, load)
    if mode == MOVING:
        return _while_moving(p, s, load)
    return _while_flying(p, s, load)


@kernel
def push_load(p: Floats, s: Floats, load: float) -> int:
    """Take one sample.

    Parameters
    ----------
    p : ndarray of float64, shape (16,)
        As `settings_array` gives it.
    s : ndarray of float64
        As `new_state` gives it; changed.
    load : float
        In newtons; NaN for a sample that is missing.

    Returns
    -------
    int
        `NOTHING`, or what happened; its sample stands in ``s[AT]``.
    """
    return _step(p, s, load)


@kernel
def push_loads(p: Floats, s: Floats, loads: Floats, found: Floats) -> int:
    """Take many samples.

    Parameters
    ----------
    p, s
        As for `push_load`.
    loads : ndarray of float64, shape (n_samples,)
        In newtons.
    found : ndarray of float64, shape (n_samples, 4)
        Filled with what happened: code, its sample, the sample it was known at, its value.

    Returns
    -------
    int
        Rows of `found` that were filled.
    """
    n_found = 0
    for i in range(loads.size):
        code = _step(p, s, loads[i])
        if code != NOTHING:
            found[n_found, 0] = code
            found[n_found, 1] = s[AT]
            found[n_found, 2] = s[N] - 1.0
            found[n_found, 3] = s[VALUE] if code in (WEIGHED, ONSET) else s[ZERO]
            n_found += 1
    return n_found
