"""Reasons and methods that records keep in English, for reports in other languages.

Whatever is not here stays English: what a driver, a metric from another package or a newer version
says.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.reports.wording import Joined, Verbatim, joined

WHY_NONE: Final = (
    msgid("needs {n} Hz or more, the record has {rate} Hz"),
    msgid("no foot left the board"),
    msgid("moved {t} s from the cue: anticipation, not reaction"),
    msgid("not all eight directions have it: {name}"),
    msgid("a test of its own: {name}"),
    msgid("the stature is not known"),
    msgid("the protocol has no angles"),
    msgid("{k} of {n} trials were made"),
    msgid("{k} of {n} trials have none: {name}"),
    msgid("{k} of {n} rises"),
    msgid("stopped: {name}"),
    msgid("the trial was stopped: {name}"),
    msgid("too short: {t} s of {n} s"),
    msgid("nobody stood on the board in quiet stance"),
    msgid("the recording does not say it"),
    msgid("the recording tells no phases"),
    msgid("seated: the height of the leaning body is not known"),
    msgid("no braking: there was no countermovement"),
    msgid("its uncertainty is not derived"),
)
"""Why an outcome has no value."""

STOPS: Final = (
    msgid("eyes opened"),
    msgid("stepped"),
    msgid("assisted"),
    msgid("fell"),
    msgid("arms moved"),
    msgid("used arms"),
    msgid("foot touched"),
    msgid("stance foot moved"),
    msgid("no jump"),
    msgid("moved"),
    msgid("not finished"),
    msgid("no release"),
    msgid("redo"),
)
"""Why a trial ended before its time."""

VERDICTS_REST: Final = (
    msgid(
        "The error rests on {freedom} degrees of freedom; from {least} on a change can be "
        "told apart."
    ),
    msgid(
        "Minimal detectable change from {freedom} degrees of freedom within sessions, {n} "
        "trials averaged; a lower bound for changes between days."
    ),
    msgid("There are fewer than two values to compare."),
)
"""What the words of a change rest on."""

NOTES: Final = (
    msgid(
        "The board bore {n} N more on foam than before: taken for the foam, and the "
        "centre of pressure corrected for it ({k})."
    ),
    msgid("The left side reached the cap of {n} s: its times are lower bounds."),
    msgid("The right side reached the cap of {n} s: its times are lower bounds."),
    msgid(
        "The feet stand as the board asks, side by side; Romberg's own stance is with them closed."
    ),
    msgid(
        "The order of the conditions is fixed; in the source it is drawn for each person. "
        "Norms apply with the feet at 20 degrees and the heels 10 cm apart, noted with "
        "the test."
    ),
    msgid(
        "The makers follow the centre of gravity; we measure the centre of pressure, "
        "which moves more and faster. Angles and speeds are not comparable with theirs."
    ),
    msgid(
        "A trial that was stopped has no velocity and no substitute value; the condition "
        "and the composite are refused and the stops are counted."
    ),
    msgid(
        "The composite is the plain mean of the eight directions; the makers' weights "
        "were not verified."
    ),
    msgid(
        "Left and right are the halves of one board, not the feet: feet closer together "
        "than the board's cells make the asymmetry look smaller."
    ),
    msgid(
        "Left and right are the halves of one board, not the feet: feet closer together "
        "than the board's cells make the asymmetry look smaller, by stance width over "
        "cell distance."
    ),
    msgid(
        "The maker's rising index is the force of the rise in per cent of body weight "
        "(resourcesonbalance.com); ours is the peak above body weight. Weight transfer "
        "time and centre of gravity sway need what one plate under the feet does not see "
        "before the rise."
    ),
    msgid(
        "What needs a faster board than stood there is refused by its name: at 100 "
        "samples a second there is a height with its uncertainty, and no rate of force "
        "development."
    ),
    msgid(
        "The pace (3, 2 or 1 s, peak to peak) is read as the time from one side to the "
        "other, half a cycle; the page does not settle it."
    ),
    msgid(
        "In the manner of the BTrackS balance test, not that test: its filter was not "
        "seen, and path hangs on the filter. Its norms do not apply."
    ),
    msgid(
        "A board sees that a foot leaves it, not where it comes down: a step that stays "
        "on the board is not counted, nor are steps beside it; count those by eye."
    ),
    msgid(
        "The maker of the squat calls within 7 % of equal normal over 0, 30, 60 and 90 "
        "degrees of knee flexion (resourcesonbalance.com). It is not said which "
        "difference is meant, so no verdict is given."
    ),
    msgid(
        "Seated: the load is that of stool and feet, the height of the leaning body over "
        "the board is not known, and no angle and no share of an expected limit is given."
    ),
    msgid("The box is not taken for the fall: nobody drops from just its height."),
    msgid("The load is followed for one time after every landing: its length changes the result."),
)
"""What a reader of a test's numbers should know."""

METHODS: Final = (
    msgid("test"),
    msgid("quiet stance"),
    msgid("limits"),
    msgid("game"),
    msgid("quiet stance of {n} s"),
    msgid("limits lean pass, standing"),
    msgid("limits lean pass, seated"),
    msgid("limits partial lean pass, standing"),
    msgid("limits partial lean pass, seated"),
    msgid("Butterworth order {n}, zero phase, {db} dB at {cutoff} Hz after both passes"),
    msgid("unfiltered"),
    msgid("T = t_last - t_first less breaks"),
    msgid("ISPGR axes"),
)


def method_words(text: str) -> Joined:
    """Take a method apart: what it is of, then how it was measured.

    Examples
    --------
    >>> method_words("limits: limits lean pass, standing").pieces
    ('limits', 'limits lean pass, standing')
    """
    source, _, rest = text.partition(": ")
    if source == "quiet":
        stance, _, how = rest.partition("; ")
        return joined([stance, pipeline_words(how)], "; ")
    # Names of tests and games, and settings by their names, are the same in every language.
    return joined([source, rest if source == "limits" else Verbatim(rest)], ": ")


def pipeline_words(text: str) -> Joined:
    """Take the line apart that says how a stance was measured.

    Examples
    --------
    >>> pipeline_words("raw/2 unfiltered, 100 Hz, ISPGR axes").pieces[1:]
    ('100 Hz', 'ISPGR axes')
    """
    preset, _, how = text.partition(" ")
    steps = how.split(", ")
    # The filter's own sentence has commas.
    if len(steps) > 2 and steps[0].startswith("Butterworth"):
        steps = [", ".join(steps[:3]), *steps[3:]]
    rest = [Verbatim(step) if step.endswith(" Hz") else step for step in steps[1:]]
    return joined([joined([Verbatim(preset), steps[0]], " "), *rest])
