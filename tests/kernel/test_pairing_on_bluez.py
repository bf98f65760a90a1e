"""`pair` with the distribution's own bluetoothd, in a guest, over an emulated radio.

It takes a minute and more of an idle computer, so it runs when it is asked for:
``BALANCE_ARCADE_RADIO=1 pytest tests/kernel/test_pairing_on_bluez.py``.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path

import guest
import pytest

MODULES = ("hidp",)
PROGRAMS = ("dbus-daemon", "bluetoothd")


def missing() -> str:
    if not os.environ.get("BALANCE_ARCADE_RADIO"):
        return "runs with BALANCE_ARCADE_RADIO=1 only"
    lacking = [name for name in PROGRAMS if not shutil.which(name, path="/usr/sbin:/usr/bin")]
    if importlib.util.find_spec("jeepney") is None:
        lacking.append("jeepney")
    return f"lacking {', '.join(lacking)}" if lacking else guest.missing()


pytestmark = [
    pytest.mark.system,
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(bool(missing()), reason=missing() or "nothing is missing"),
]

LOADS_KG = 18.0 + 16.0 + 15.0 + 14.0
# The address of the emulated controller as HCI sends it; it holds NULs, which no agent can say.
PIN = "010000563412"


def test_the_real_bluetoothd_pairs_connects_and_gives_samples(tmp_path, monkeypatch):
    monkeypatch.setattr(guest, "MODULES", guest.MODULES + MODULES)
    program = Path(guest.__file__).with_name("pairing_scenario.py")
    console = guest.boot(program, folder=tmp_path, timeout_s=1100.0)
    lines = [line for line in console.splitlines() if "RESULT {" in line]
    assert lines, console[-4000:]
    result = json.loads(lines[-1].partition("RESULT ")[2])
    assert "traceback" not in result, result["traceback"]
    # Once, and right: BlueZ knows the PIN, byte for byte.
    assert result["pins"] == [PIN]
    assert result["address"] == "wii:00:19:1D:AA:00:01"
    assert result["new"]
    assert result["node"].startswith("/dev/")
    assert result["total_n"] == pytest.approx(LOADS_KG * 9.80665, abs=1.0)
    # Trusted, it comes back by its front button; not trusted, BlueZ says why it may not.
    assert result["back_n"] == pytest.approx(LOADS_KG * 9.80665, abs=1.0)
    assert result["stranger_n"] == 0.0
