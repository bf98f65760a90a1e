"""Switch a board off: end its Bluetooth link, which is all that a computer can do.

No report switches a board off. It goes off by itself once the computer has ended its link, as
others report of real boards (READMEs of skorokithakis/weii and skorokithakis/gr8w8upd8m8); we have
not seen it. BlueZ ends a link by ``Disconnect`` of ``org.bluez.Device1``, and disables incoming
connections of a device that is not trusted by the same call (BlueZ, org.bluez.Device(5)): such a
board's front button would not connect it again, so it is left on.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from typing import Final

TOOL: Final = "bluetoothctl"
DEADLINE_S: Final = 5.0
"""Longest wait for one answer of `TOOL`; without a running BlueZ it waits for ever."""

SWITCHED_OFF: Final = "The board's connection was ended, which switches it off."
HIDAPI: Final = (
    "The board stays on: through hidapi its connection cannot be ended. Disconnect it in the "
    "system's Bluetooth settings, or take its batteries out."
)
_UNNAMED: Final = "The board stays on: its Bluetooth address is not known."

Run = Callable[[Sequence[str]], tuple[bool, str]]


def run_program(words: Sequence[str]) -> tuple[bool, str]:
    """Run a program; return whether it did what it was asked, and what it said.

    Examples
    --------
    >>> run_program(["no-such-program"])
    (False, 'no-such-program is not installed')
    """
    environment = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - our own words and a Bluetooth address
            list(words),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=DEADLINE_S,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError:
        return False, f"{words[0]} is not installed"
    except OSError as error:
        return False, f"{words[0]} cannot be run: {error.strerror}"
    except subprocess.TimeoutExpired:
        return False, f"{words[0]} did not answer within {DEADLINE_S:g} s"
    return done.returncode == 0, f"{done.stdout}\n{done.stderr}".strip()


def switch_off(device: str, run: Run = run_program) -> str:
    """End the link of a board, see whether it has ended, and say so.

    Parameters
    ----------
    device : str
        Bluetooth address; empty where it is not known.
    run : callable
        As `run_program`.

    Returns
    -------
    str
        What came of it, in sentences for people.

    Examples
    --------
    >>> told = iter([(True, "Trusted: yes"), (True, "Successful disconnected"),
    ...              (True, "Connected: no")])
    >>> switch_off("00:19:1D:AA:00:01", lambda words: next(told))
    "The board's connection was ended, which switches it off."
    """
    if not device:
        return _UNNAMED
    known, said = run((TOOL, "info", device))
    if known and "Trusted: no" in said:
        return (
            "The board stays on: it is not trusted, and once it is off its front button would not "
            f"connect it again. Run: {TOOL} trust {device}."
        )
    ended, said = (False, said) if not known else run((TOOL, "disconnect", device))
    # Its own word is not enough: what counts is whether the link is there.
    if ended and "Connected: no" in run((TOOL, "info", device))[1]:
        return SWITCHED_OFF
    why = said.splitlines()[-1].strip().rstrip(".") if said else "no reason was given"
    return f"The board stays on: {why}. Take its batteries out, or run: {TOOL} disconnect {device}."
