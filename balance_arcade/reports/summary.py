"""What is said about one session, as plain values and in plain words."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from balance_arcade.core.board import Geometry, Origin
from balance_arcade.core.sample_counts import said_apart
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.petals import DIRECTIONS

NAN = float("nan")
MAX_NUMBERS = 10
DISCLAIMER = "Not a medical device. For training and documentation only."
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class PlayedActivity(msgspec.Struct, frozen=True):
    """One game as it was played.

    Attributes
    ----------
    title : str
        As on the patient's screen.
    seconds : float
        Game time without pauses.
    trials, successes, stars : int
        Finished trials, net good hits, stars (0 to 3).
    difficulty : float
        At the end, 0 to 1.
    """

    title: str
    seconds: float
    trials: int
    successes: int
    stars: int
    difficulty: float


class PauseNote(msgspec.Struct, frozen=True):
    """One pause: when (seconds on the board's clock), how long, and why."""

    t_s: float
    seconds: float
    reason: str


class SummaryNumber(msgspec.Struct, frozen=True):
    """One figure of the page with its words and unit; NaN where it does not exist."""

    label: str
    value: float
    unit: str


class WeekMinutes(msgspec.Struct, frozen=True):
    """Minutes of one week: played, asked for by the programme, and whether they have fallen."""

    week: int
    played: float
    planned: float
    fell: bool = False


class ProgrammeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One session of a training programme.

    Attributes
    ----------
    name : str
        Of the programme.
    week, weeks, session, sessions : int
        Which of how many, from 1.
    planned, started, completed, successful : int
        Sets of this session; see docs/programme.md.
    trials, successes : int
        Repetitions, and hits among them.
    active_s, elapsed_s : float
        Time played; from the first words to the end, rests and pauses with it.
    ratings : tuple of (str, int or None)
        How hard each block was, by the title of its game; None where it was left out.
    minutes : tuple of WeekMinutes
        All weeks, this session with them.
    """

    name: str
    week: int
    weeks: int
    session: int
    sessions: int
    planned: int
    started: int
    completed: int
    successful: int
    trials: int
    successes: int
    active_s: float
    elapsed_s: float
    ratings: tuple[tuple[str, int | None], ...] = ()
    minutes: tuple[WeekMinutes, ...] = ()


class SessionSummary(msgspec.Struct, frozen=True):
    """Everything on the page, as plain values.

    Attributes
    ----------
    title : str
        Heading, for example ``Demo session``.
    started : str
        Wall time as ISO 8601.
    person : str
        Pseudonym, never a name; empty where there is none.
    origin : {"real", "simulated", "replayed"}
        Everything that is not real is marked at the top.
    activities : tuple of PlayedActivity
        What was played, in order.
    limits_mm : tuple of float
        Eight directional limits from the centre, clockwise from forward; empty if not measured.
    limits_source : str
        ``lean pass``, ``quiet sway``, ``default`` or empty.
    centre_mm : tuple of float
        (ml, ap) of quiet stance; NaN where unknown.
    quiet_mm : tuple of (ml, ap)
        Statokinesigram of quiet stance, thinned to at most about a thousand points.
    ellipse_mm : tuple of float
        95 % prediction ellipse: centre ml, ap, major and minor semi-axis, angle from +ml in
        radians; NaN where it does not exist.
    left_share : float
        Mean share of the load on the left, 0 to 1; NaN where unknown.
    numbers : tuple of SummaryNumber
        At most ten.
    pauses : tuple of PauseNote
        In order.
    adverse, answers : tuple of str
        Adverse events that were marked, and what the person said of pain and exertion.
    first_trial : str
        How long it took to begin.
    board, serial, calibration_id : str
        The device in words.
    geometry : Geometry
        Spacing of its cells.
    rate_hz : float
        Measured rate; NaN where unknown.
    n_lost : int
        Samples known to be missing.
    n_late, n_held, n_doubled : int
        As in `balance_arcade.core.board.BoardHealth`.
    pipeline : str
        How the numbers came about: filter, rate, window, version.
    accuracy : str
        How well the board measures, as a sentence; empty where there is nothing to tell.
    latency : str
        How long after a load the screen shows it, likewise.
    app_version : str
        Version of this program.
    recordings : tuple of str
        File names, no paths.
    settings : str
        What was set otherwise than usual, in words; empty where nothing was.
    programme : ProgrammeSummary or None
        The training programme that it is a session of.

    Raises
    ------
    ValueError
        More than ten numbers, or limits that are not eight.
    """

    title: str
    started: str
    origin: Origin
    board: str
    geometry: Geometry
    activities: tuple[PlayedActivity, ...] = ()
    person: str = ""
    limits_mm: tuple[float, ...] = ()
    limits_source: str = ""
    centre_mm: tuple[float, float] = (NAN, NAN)
    quiet_mm: tuple[tuple[float, float], ...] = ()
    ellipse_mm: tuple[float, float, float, float, float] = (NAN, NAN, NAN, NAN, NAN)
    left_share: float = NAN
    numbers: tuple[SummaryNumber, ...] = ()
    pauses: tuple[PauseNote, ...] = ()
    adverse: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    first_trial: str = ""
    serial: str = ""
    calibration_id: str = ""
    accuracy: str = ""
    latency: str = ""
    rate_hz: float = NAN
    n_lost: int = 0
    n_late: int = 0
    n_held: int = 0
    n_doubled: int = 0
    pipeline: str = ""
    app_version: str = ""
    recordings: tuple[str, ...] = ()
    settings: str = ""
    programme: ProgrammeSummary | None = None

    def __post_init__(self) -> None:
        if len(self.numbers) > MAX_NUMBERS:
            msg = f"a summary has at most {MAX_NUMBERS} numbers, not {len(self.numbers)}"
            raise ValueError(msg)
        if self.limits_mm and len(self.limits_mm) != len(DIRECTIONS):
            msg = f"there are {len(DIRECTIONS)} directional limits, not {len(self.limits_mm)}"
            raise ValueError(msg)

    @property
    def mark(self) -> str:
        """SIMULATED or REPLAY; empty for a real person."""
        return MARKS[self.origin]

    @property
    def date(self) -> str:
        """Day and time in words, ``2 March 2026, 14:05 UTC``; ``started`` where it is no time."""
        try:
            at = dt.datetime.fromisoformat(self.started)
        except ValueError:
            return self.started
        zone = at.tzname() or ""
        return f"{at.day} {_MONTHS[at.month - 1]} {at:%Y, %H:%M} {zone}".rstrip()


def thinned(
    points: list[tuple[float, float]], n_most: int = 1000
) -> tuple[tuple[float, float], ...]:
    """Every n-th point, so that at most ``n_most`` remain; points that are not numbers left out.

    Examples
    --------
    >>> thinned([(0.0, 0.0), (1.0, 1.0), (float("nan"), 0.0), (2.0, 2.0)], 2)
    ((0.0, 0.0), (2.0, 2.0))
    """
    # A sum is finite only where both are.
    placed = [point for point in points if math.isfinite(point[0] + point[1])]
    # Rounded up: rounding down would leave more points than are allowed.
    stride = max(1, math.ceil(len(placed) / n_most))
    return tuple(placed[::stride])


def number_text(value: float) -> str:
    """Figure with about three digits; a dash where there is none.

    Examples
    --------
    >>> number_text(12.345), number_text(1234.5), number_text(float("nan"))
    ('12.3', '1234', '-')
    """
    if not math.isfinite(value):
        return "-"
    if abs(value) >= 100.0:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10.0 else f"{value:.2f}"


def whole_text(value: float) -> str:
    """Figure without decimals; a dash where there is none.

    Examples
    --------
    >>> whole_text(59.6), whole_text(float("nan"))
    ('60', '-')
    """
    return f"{value:.0f}" if math.isfinite(value) else "-"


def share_text(value: float) -> str:
    """Share of 1 with two decimals; a dash where there is none."""
    return f"{value:.2f}" if math.isfinite(value) else "-"


def details(summary: SessionSummary) -> tuple[tuple[str, str], ...]:
    """Say what stands small at the foot of a page: device, way of the numbers, files, program.

    Returns
    -------
    tuple of (str, str)
        What it is about, and the words.
    """
    cells = summary.geometry
    device = [summary.board, f"cells {cells.width_mm:g} x {cells.length_mm:g} mm"]
    if summary.serial:
        device.append(f"serial {summary.serial}")
    if summary.calibration_id:
        device.append(f"calibration {summary.calibration_id}")
    if math.isfinite(summary.rate_hz):
        counted = said_apart(
            summary.n_lost,
            n_late=summary.n_late,
            n_held=summary.n_held,
            n_doubled=summary.n_doubled,
        )
        device.append(f"{summary.rate_hz:.1f} samples/s, {counted}")
    parts = [("Board", "; ".join(device) + ".")]
    if summary.latency:
        parts.append(("Screen", f"{summary.latency}."))
    if summary.pipeline:
        parts.append(("Numbers", f"{summary.pipeline}."))
    if summary.first_trial:
        parts.append(("Start", summary.first_trial))
    if summary.settings:
        parts.append(("Settings", f"{summary.settings}."))
    if summary.recordings:
        parts.append(("Recordings", ", ".join(summary.recordings) + "."))
    program = f"Balance Arcade {summary.app_version}".rstrip()
    # Last, as `_small_print` counts on.
    return (*parts, ("Program", f"{program}. {DISCLAIMER}"))


def programme_lines(programme: ProgrammeSummary) -> list[str]:
    """Say what was planned and done of a session of a programme, a sentence a line."""
    which = f"Week {programme.week} of {programme.weeks}, session {programme.session}"
    minutes, whole = programme.active_s / 60.0, programme.elapsed_s / 60.0
    lines = [
        f"{which} of {programme.sessions}. Sets: {programme.planned} planned,"
        f" {programme.started} started, {programme.completed} completed,"
        f" {programme.successful} successful.",
        f"{programme.trials} repetitions, {programme.successes} hits; {minutes:.1f} minutes of play"
        f" in {whole:.1f} from the first words to the end.",
    ]
    if programme.ratings:
        said = (f"{title} {'left out' if n is None else n}" for title, n in programme.ratings)
        lines.append(f"How hard, 0 to 10: {', '.join(said)}.")
    if any(one.fell for one in programme.minutes):
        fallen = ", ".join(str(one.week) for one in programme.minutes if one.fell)
        lines.append(f"Fewer minutes than in the week before: week {fallen}.")
    return lines


def _small_print(summary: SessionSummary) -> list[str]:
    """Write the details as lines; how well the board measures stands behind the board."""
    # `details` always begins with the board and ends with the program.
    (_, device), *others, (_, program) = details(summary)
    lines = [" ".join(["Board:", device, summary.accuracy]).rstrip()]
    return [*lines, *(f"{about}: {words}" for about, words in others), program]


def render_text(summary: SessionSummary) -> str:
    """Write the page in plain words, for a terminal or a log; ends with a newline."""
    lines = [" ".join(part for part in (summary.title, summary.mark) if part), summary.date]
    if summary.person:
        lines.append(f"Person: {summary.person}")
    lines += ["", "Played"]
    lines += [_activity_line(activity) for activity in summary.activities] or ["  nothing"]
    if summary.programme is not None:
        lines += ["", f"Programme: {summary.programme.name}"]
        lines += [f"  {line}" for line in programme_lines(summary.programme)]
        lines += [
            f"  week {one.week}: {one.played:.1f} of {one.planned:.1f} minutes"
            for one in summary.programme.minutes
        ]
    if summary.limits_mm:
        lines += ["", f"Limits of stability ({summary.limits_source})"]
        pairs = zip(DIRECTIONS, summary.limits_mm, strict=True)
        lines += [f"  {name:<14}{number_text(limit):>8} mm" for name, limit in pairs]
    if summary.numbers or math.isfinite(summary.left_share):
        lines += ["", "Numbers"]
        lines += [f"  {n.label:<34}{number_text(n.value):>8} {n.unit}" for n in summary.numbers]
    if math.isfinite(summary.left_share):
        left = 100.0 * summary.left_share
        lines.append(f"  {'Load left / right':<34}{left:>5.0f} / {100.0 - left:.0f} %")
    lines += ["", "Pauses"]
    lines += [_pause_line(pause) for pause in summary.pauses] or ["  none"]
    for heading, said in (("Adverse events", summary.adverse), ("How it was", summary.answers)):
        lines += ["", heading, *(f"  {line}" for line in said)] if said else []
    lines += ["", *_small_print(summary)]
    return "\n".join(lines) + "\n"


def _activity_line(activity: PlayedActivity) -> str:
    return (
        f"  {activity.title:<16}{whole_text(activity.seconds):>5} s"
        f"{activity.successes:>5} of {activity.trials:<4}"
        f"{activity.stars} of 3 stars   difficulty {share_text(activity.difficulty)}"
    )


def _pause_line(pause: PauseNote) -> str:
    return f"  at {whole_text(pause.t_s)} s for {whole_text(pause.seconds)} s: {pause.reason}"
