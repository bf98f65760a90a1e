"""The model can tell: a core that lacks one precaution is seen to lack it."""

from __future__ import annotations

import fast_rig as fast
import pytest
import test_fast_faults as faults

PRECAUTIONS = {
    "check": ("ads131m04.c", "const bool sound = exchange(", "const bool sound = true | exchange("),
    "reset": ("ads131m04.c", "if (sound && (status &", "if (!sound && (status &"),
    "map": ("ads131m04.c", "(STATUS_RESET | STATUS_REG_MAP)", "(STATUS_RESET)"),
    "buffer": ("ads131m04.c", "if (!paused) return", "if (!paused || drained) return"),
    "late": ("config.h", "LATEST_READ_US 900u", "LATEST_READ_US 5000u"),
    "sign": ("ads131m04.c", "(uint32_t)at[2] << 8) / 256", "(uint32_t)at[2] << 8) / 128"),
}


@pytest.fixture(params=PRECAUTIONS)
def broken(request, rig_library, tmp_path):
    library = fast.build_changed(tmp_path, *PRECAUTIONS[request.param])
    rig = fast.Rig(library)
    rig.load(faults.LOADS)
    return request.param, rig


def test_without_a_precaution(broken):
    name, rig = broken
    trials = {
        "check": lambda: faults.test_a_wrong_bit_anywhere_in_a_reading(rig, 40),
        "reset": lambda: faults.test_a_dip_that_resets_the_converter(rig, 0),
        "map": lambda: faults.test_a_register_that_changes_by_itself(rig, 4, 0x1000),
        "buffer": lambda: faults.test_nothing_that_was_held_meanwhile_bears_a_later_time(
            rig, 2600, False
        ),
        "late": lambda: faults.test_a_processor_that_stood_still(rig, 1085, False),
        "sign": lambda: faults.test_clocks_that_differ(rig, 0),
    }
    with pytest.raises((AssertionError, ValueError)):
        trials[name]()
