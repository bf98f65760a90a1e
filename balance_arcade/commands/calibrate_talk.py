"""What is said while a board is calibrated, and what the person answers."""

from __future__ import annotations

import queue
import sys
import threading

from balance_arcade.commands.output import print_json
from balance_arcade.hw.calibration.grid import Step
from balance_arcade.hw.calibration.walk import Taken, Wait
from balance_arcade.hw.calibration.wiring import WiringFault

ENTER, BACK = "", "b"
KEYS = "Enter takes a reading at once, b and Enter goes back one step, Ctrl-C keeps what was read."
EVEN_SO = "Enter takes it even so."

_HINTS = {
    Wait.STILL: "It is not still yet: do not touch the board or the table.",
    Wait.OFF: "There is still something on the board.",
    Wait.ON: "No mass is seen on the board.",
    Wait.MOVE: "The mass still lies where it was.",
    Wait.ELSEWHERE: "Another cell bears the mass than the one beside it; Enter takes it even so.",
    Wait.OTHER_MASS: "About {kg:.1f} kg are on the board, not {mass:g}; Enter takes it even so.",
}


def instruction(step: Step) -> str:
    """Say what to do, in one sentence.

    Examples
    --------
    >>> instruction(Step("point", 10.0, -160.0, 120.0))
    'Put 10 kg at ml -160, ap +120 mm (left, front).'
    >>> instruction(Step("tare"))
    'Take everything off the board and let it be.'
    """
    if step.kind == "tare":
        return "Take everything off the board and let it be."
    side = "left" if step.ml_mm < 0.0 else "right" if step.ml_mm > 0.0 else ""
    end = "rear" if step.ap_mm < 0.0 else "front" if step.ap_mm > 0.0 else ""
    where = ", ".join(word for word in (side, end) if word) or "centre"
    return (
        f"Put {step.mass_kg:g} kg at ml {_signed(step.ml_mm)}, ap {_signed(step.ap_mm)} mm"
        f" ({where})."
    )


def _signed(value_mm: float) -> str:
    return f"{value_mm:+g}" if value_mm else "0"


class Talk:
    """Sentences or NDJSON on stdout; lines from stdin, read beside the board.

    Parameters
    ----------
    as_json : bool
        NDJSON: ``prompt``, ``hint``, ``taken``.
    listen : bool
        Read answers from stdin; a script has none.
    """

    def __init__(self, *, as_json: bool, listen: bool) -> None:
        self._as_json = as_json
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        if listen:
            # A daemon: nothing but the end of the process ends a read from a terminal.
            threading.Thread(target=self._listen, name="calibrate-keys", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._answers.put(line.strip().lower())

    def answer(self) -> str | None:
        """Return the oldest line that was typed, or None."""
        try:
            return self._answers.get_nowait()
        except queue.Empty:
            return None

    def say(self, text: str) -> None:
        """Say something to a person; programs get only what has a form."""
        if not self._as_json:
            print(text, flush=True)

    def prompt(self, step: Step, number: int, n_steps: int) -> None:
        """Ask for a step."""
        text = instruction(step)
        if self._as_json:
            print_json(
                {"event": "prompt", "step": number, "n_steps": n_steps, "text": text, "do": step}
            )
        else:
            print(f"{number} of {n_steps}. {text}", flush=True)

    def hint(self, wait: Wait, kg: float, step: Step) -> None:
        """Say why nothing is taken."""
        text = _HINTS[wait].format(kg=kg, mass=step.mass_kg)
        if self._as_json:
            print_json({"event": "hint", "wait": wait.value, "text": text})
        else:
            print(f"   {text}", flush=True)

    def wiring(self, fault: WiringFault) -> None:
        """Say what the cells show to be wired wrongly, at once and once.

        What ends the calibration a person reads in its last line; a program finds it here.
        """
        even_so = f" {EVEN_SO}" if fault.kind == "elsewhere" else ""
        text = f"{fault.sentence} {fault.remedy}{even_so}"
        if self._as_json:
            print_json({"event": "hint", "wait": fault.kind, "text": text, "cells": fault.cells})
        elif fault.kind not in ("reversed", "dead"):
            print(f"   {text}", flush=True)

    def taken(self, done: Taken) -> None:
        """Say that a reading was taken."""
        if self._as_json:
            print_json({"event": "taken", "kind": done.step.kind, "reading": done.reading})
        else:
            print(f"   Taken: {done.reading.n_samples} samples.", flush=True)
