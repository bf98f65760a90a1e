"""How a session starts while nobody stands on the board: the signal's check, then the zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balance_arcade.core.events import Phase, Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.session.hindrance import unweighed
from balance_arcade.session.requests import TakeZero
from balance_arcade.session.taring import EmptyBoard, SelfCheck

if TYPE_CHECKING:
    from balance_arcade.session.flow import SessionFlow

SELF_CHECK_MAX_S = 10.0
"""A board that fails its check for this long ends the session."""

# Steps that sample a phase: sums of 1/120 s come out a little below or above.
_EPS_S = 1e-6


class EmptyStart:
    """Checks the signal and weighs the empty board.

    Parameters
    ----------
    flow : SessionFlow
        The session.

    Attributes
    ----------
    checked_s : float
        Time spent in the present self-check.
    empty : EmptyBoard
        The stretch in which nothing moves on the board.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self.checked_s = 0.0
        self._check = SelfCheck(flow.plan.rate_hz)
        self.empty = EmptyBoard(flow.plan.zero_s)

    def check(self, dt_s: float, sample: CopSample | None) -> None:
        """Watch the signal for a while; a board that stays unfit ends the session."""
        flow = self._flow
        self.checked_s += dt_s
        if sample is not None:
            self._check.push(sample)
            self.empty.push(sample)
        if self.checked_s < flow.plan.self_check_s - _EPS_S:
            return
        fault = self._check.verdict()
        data: dict[str, Scalar] = {"ok": not fault, "fault": fault}
        data["measured_hz"] = self._check.measured_hz
        flow.tell("session.self_check", data)
        flow.why = fault
        self.checked_s, self._check = 0.0, SelfCheck(flow.plan.rate_hz)
        if fault and flow.in_phase_s >= SELF_CHECK_MAX_S:
            flow.end(f"The board failed its check. {fault}", "fault")
        elif not fault and flow.plan.zero:
            flow.go(Phase.ZERO, "")
        elif not fault:
            flow.tell("session.zero_skipped", {"reason": flow.plan.zero_skipped_because})
            flow.go(Phase.STEP_ON, "")

    def zero(self, _dt_s: float, sample: CopSample | None) -> None:
        """Wait until the board is empty and still, and take that as its zero."""
        flow = self._flow
        if sample is not None:
            self.empty.push(sample)
        flow.why = unweighed(flow.loads, flow.silent, flow.in_phase_s)
        # What it carried before it fell silent says nothing of now.
        if self.empty.occupied and not flow.silent:
            load_kg = self.empty.mean_n / STANDARD_GRAVITY_M_S2
            flow.why = f"The board carries {load_kg:.0f} kg and must be empty."
        elif not self.empty.occupied and self.empty.still(flow.t_s):
            self.take_zero(confirmed=False)

    def take_zero(self, *, confirmed: bool) -> None:
        """Take the stretch that was still as the empty board, and ask for its zero."""
        flow = self._flow
        data: dict[str, Scalar] = {
            "first_seq": self.empty.first_seq,
            "last_seq": self.empty.last_seq,
            "fz_n": self.empty.mean_n,
            "confirmed": confirmed,
        }
        flow.outbox.ask(TakeZero(self.empty.first_seq, self.empty.last_seq))
        flow.tell("session.zero", data)
        flow.forget_loads()
        flow.go(Phase.STEP_ON, "Confirmed by hand." if confirmed else "")
