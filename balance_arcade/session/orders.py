"""Orders of a therapist or of the keyboard, carried out between two steps of a session."""

from __future__ import annotations

from collections.abc import Mapping

from balance_arcade.core.events import Phase, Scalar
from balance_arcade.core.order_rules import why_refused
from balance_arcade.core.words import msgid
from balance_arcade.session import prompts, spotter
from balance_arcade.session.flow import SessionFlow
from balance_arcade.session.hindrance import Hindrance
from balance_arcade.session.taring import CONFIRMED_EMPTY_N

_ACCEPTED = "accepted"
_LEAN_PAUSED = "the lean pass is paused; resume it first"
_ASKED_PAUSE = msgid("A short pause was asked for.")


class SessionOrders:
    """Carries orders out or says why not.

    Parameters
    ----------
    flow : SessionFlow
        The session.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self._args: Mapping[str, Scalar] = {}
        self._by = ""
        self._orders = {
            "start": self._start,
            "pause": self._pause,
            "resume": self._resume,
            "next": self._next,
            "stop": self._stop,
            "confirm": self._confirm,
            "rest": self._rest,
            "repeat": self._repeat,
            "skip": self._skip,
        }

    def carry_out(self, name: str, args: Mapping[str, Scalar], by: str = "") -> str:
        """Carry out an order; see `balance_arcade.session.machine.SessionMachine.command`."""
        order = self._orders.get(name)
        if order is None:
            return f"rejected: the session knows {', '.join(self._orders)}, not {name}"
        self._args, self._by = args, by
        # The rules of orders know phases only, and this question is held within `RESULT`.
        if name == "start" and self._flow.after.choice is not None:
            why = self._take_game(str(args.get("game") or ""))
        else:
            why = why_refused(name, self._flow.phase) or order()
        return f"rejected: {why}" if why else _ACCEPTED

    def _stop(self) -> str:
        # Accepted in every phase: nobody may have to look up whether a Stop is allowed now.
        self._flow.end("Stopped by order.", "stopped")
        return ""

    def _start(self) -> str:
        flow = self._flow
        if flow.spotter.waits:
            return spotter.FIRST
        if flow.phase is Phase.INSTRUCT:
            flow.go(Phase.COUNTDOWN, "Started by order.")
        else:
            flow.after.leave_rest()
        return ""

    def _confirm(self) -> str:
        return self._flow.spotter.confirm(self._by)

    def _rest(self) -> str:
        return self._flow.after.order_rest(self._args.get("seconds"))

    def _pause(self) -> str:
        flow, why = self._flow, str(self._args.get("why") or _ASKED_PAUSE)
        if flow.phase is not Phase.PAUSED:
            flow.pause_for(prompts.MANUAL, why)
        elif flow.pause.by_order:
            return "it is paused already"
        else:
            # From now on it does not go on by itself.
            flow.pause.begin(prompts.MANUAL)
            flow.why = why
            flow.tell("session.pause_reason", {"reason": flow.why, "kind": flow.pause.kind})
        return ""

    def _resume(self) -> str:
        flow = self._flow
        if flow.phase is Phase.REST:
            flow.after.leave_rest()
            return ""
        if self._args.get("steady"):
            flow.pause.release(flow.watch)
            return ""
        found = flow.hindered()
        # Somebody who has taken up a load is let on by order: `resume` has weight and centre
        # measured anew.
        if found is not None and found.kind != prompts.CROWD:
            return _refused(found)
        flow.resume("Resumed by order.")
        return ""

    def _repeat(self) -> str:
        if self._lean_is_paused:
            return _LEAN_PAUSED
        return self._flow.after.again.repeat()

    def _skip(self) -> str:
        if self._lean_is_paused:
            return _LEAN_PAUSED
        self._flow.after.again.skip()
        return ""

    @property
    def _lean_is_paused(self) -> bool:
        """The game has not begun, so that nothing of it can be ended."""
        return self._flow.phase is Phase.PAUSED and self._flow.reach.lean is not None

    def _take_game(self, name: str) -> str:
        if not name:
            return "the person chooses what is next; name a game, or say next"
        return "" if self._flow.after.order_game(name) else f"{name} cannot be played next"

    def _next(self) -> str:
        flow = self._flow
        if "rating" in self._args:
            return flow.after.order_rating(self._args["rating"], self._by)
        if flow.phase is Phase.ZERO:
            return self._confirm_empty()
        if flow.phase in {Phase.PLAY, Phase.PAUSED}:
            return self._end_activity()
        if flow.phase is Phase.LIMITS:
            flow.skip_lean()
        elif flow.phase is Phase.SETTLE:
            flow.go(Phase.CENTRE, "Sent on by order.")
        elif flow.spotter.waits:
            return spotter.FIRST
        elif flow.phase is Phase.INSTRUCT:
            flow.go(Phase.COUNTDOWN, "Sent on by order.")
        elif flow.phase is Phase.RESULT:
            return flow.after.order(self._args, self._by)
        elif flow.phase is Phase.REST:
            flow.after.leave_rest()
        return ""

    def _confirm_empty(self) -> str:
        """Take a therapist's word that the board is empty although it reads a load."""
        flow = self._flow
        if not flow.start.empty.still(flow.t_s):
            return "the board has not held still long enough"
        # A word is not enough against the weight of a person: their load as the zero would make
        # every safety rule blind.
        if flow.start.empty.mean_n > CONFIRMED_EMPTY_N:
            return "the board reads too much to be empty"
        flow.start.take_zero(confirmed=True)
        return ""

    def _end_activity(self) -> str:
        if self._lean_is_paused:
            return _LEAN_PAUSED
        self._flow.go(Phase.RESULT, "Ended by order.")
        return ""


def _refused(found: Hindrance) -> str:
    """Why a session cannot be resumed, as the rest of a sentence.

    Examples
    --------
    >>> _refused(Hindrance("step-off", "Nobody is on the board."))
    'nobody is on the board'
    """
    if found.kind == prompts.SIGNAL:
        return "the board does not answer"
    return found.why[:1].lower() + found.why[1:].removesuffix(".")
