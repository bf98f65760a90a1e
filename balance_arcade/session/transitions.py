"""Which phase may follow which; everything else is a fault of the program.

A step-off or a lost signal pauses what is under way; `Phase.PAUSED` is left through 3-2-1 only (the
lean pass counts down within its own phase), by way of a new centre if the feet have moved.
`Phase.ENDED` can be reached from everywhere. A game that fails goes to its result from wherever it
is under way.
"""

from __future__ import annotations

from balance_arcade.core.events import Phase

LEGAL: dict[Phase, frozenset[Phase]] = {
    Phase.SELF_CHECK: frozenset({Phase.ZERO, Phase.STEP_ON, Phase.ENDED}),
    Phase.ZERO: frozenset({Phase.STEP_ON, Phase.ENDED}),
    Phase.STEP_ON: frozenset({Phase.SETTLE, Phase.ENDED}),
    # No pause while settling: nothing is under way that could go on after it.
    Phase.SETTLE: frozenset({Phase.STEP_ON, Phase.CENTRE, Phase.ENDED}),
    Phase.CENTRE: frozenset(
        {
            Phase.STEP_ON,
            Phase.SETTLE,
            Phase.LIMITS,
            Phase.INSTRUCT,
            Phase.COUNTDOWN,
            Phase.ENDED,
        }
    ),
    Phase.LIMITS: frozenset({Phase.PAUSED, Phase.INSTRUCT, Phase.ENDED}),
    Phase.INSTRUCT: frozenset({Phase.PAUSED, Phase.COUNTDOWN, Phase.RESULT, Phase.ENDED}),
    Phase.COUNTDOWN: frozenset({Phase.PAUSED, Phase.PLAY, Phase.RESULT, Phase.ENDED}),
    Phase.PLAY: frozenset({Phase.PAUSED, Phase.RESULT, Phase.REST, Phase.ENDED}),
    # Never straight back to PLAY: after every pause the person gets 3-2-1 to find their stance.
    Phase.PAUSED: frozenset(
        {
            # Where a spotter has yet to be confirmed.
            Phase.INSTRUCT,
            Phase.COUNTDOWN,
            Phase.LIMITS,
            Phase.SETTLE,
            Phase.STEP_ON,
            Phase.RESULT,
            Phase.ENDED,
        }
    ),
    Phase.RESULT: frozenset({Phase.REST, Phase.ENDED}),
    Phase.REST: frozenset({Phase.STEP_ON, Phase.SETTLE, Phase.LIMITS, Phase.INSTRUCT, Phase.ENDED}),
    Phase.ENDED: frozenset(),
}
