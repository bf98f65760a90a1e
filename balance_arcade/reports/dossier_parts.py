"""Parts of a report that are laid out from a dossier: dose, games, what was said, the board."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from balance_arcade import __version__
from balance_arcade.core.words import counted, msgid
from balance_arcade.records.accuracy import REFERENCE_KG, cop_error_mm
from balance_arcade.records.clinic.dose import Dose, GamePlayed
from balance_arcade.records.clinic.dossier import Dossier
from balance_arcade.records.clinic.on_board import OnBoard
from balance_arcade.records.clinic.said import Adverse, Answer, Said
from balance_arcade.reports.dose_figure import dose_figure
from balance_arcade.reports.figure_text import NONE, figure
from balance_arcade.reports.reason_words import pipeline_words
from balance_arcade.reports.sheet import Block, Figures, Heading, Table, Words
from balance_arcade.reports.wording import Verbatim, begun, joined

MOST_ROWS: Final = 6
MOST_LINES: Final = 4
MOST_NOTE: Final = 160
_DOSE_SIZE: Final = (340.0, 104.0)

KINDS: Final = {
    "near fall": msgid("near fall"),
    "fall": msgid("fall"),
    "dizziness": msgid("dizziness"),
    "pain": msgid("pain"),
    "other": msgid("other event"),
}
SCALES: Final = {"pain": msgid("Pain"), "exertion": msgid("Exertion")}


def dose_blocks(dossier: Dossier) -> list[Block]:
    """Say what was planned and done, and draw the minutes of each week."""
    dose = dossier.dose
    found: list[Block] = [Heading(msgid("Plan and dose"))]
    n = len(dossier.sessions)
    minutes = math.fsum(one.minutes for one in dossier.games if math.isfinite(one.minutes))
    done = counted("{n} session", "{n} sessions", n)
    played = msgid("{minutes} minutes of play").format(minutes=f"{minutes:.0f}")
    a_week = minutes / len(dose.weeks) if dose.weeks else math.nan
    each = msgid("{minutes} a week").format(minutes=f"{a_week:.0f}") if dose.weeks else ""
    found.append(Words(joined([done, played, each])))
    found.append(Words(_plan(dose), small=bool(dose.why_none)))
    drawing = dose_figure(dose.weeks, _DOSE_SIZE)
    if drawing is not None:
        planned = any(math.isfinite(one.planned) for one in dose.weeks)
        words = (
            msgid("Minutes a week: played (filled), planned (outline)")
            if planned
            else msgid("Minutes of play a week")
        )
        found.append(Figures((drawing,), (words,)))
    return found


def _plan(dose: Dose) -> str:
    name = joined([msgid("Programme"), Verbatim(dose.programme)], " ") if dose.programme else ""
    if dose.why_none:
        return joined([name, msgid("No plan to compare with"), dose.why_none], ": ")
    sets = msgid(
        "sets: {planned} planned, {started} started, {completed} completed, {successful} successful"
    )
    told = sets.format(
        planned=dose.planned,
        started=dose.started,
        completed=dose.completed,
        successful=dose.successful,
    )
    return joined([name, told], ": ")


def game_blocks(
    games: Sequence[GamePlayed], title_of: Callable[[str], str], *, several: bool
) -> list[Block]:
    """Tabulate what was played; in several sessions with their number."""
    if not games:
        return [Heading(msgid("Games")), Words(msgid("Nothing was played."))]
    header: tuple[str, ...] = (
        "",
        msgid("Sessions"),
        msgid("Minutes"),
        msgid("Hits"),
        msgid("Difficulty"),
    )
    rows: list[tuple[str, ...]] = [
        (
            title_of(one.game),
            str(one.sessions),
            f"{one.minutes:.0f}" if math.isfinite(one.minutes) else NONE,
            f"{one.successes}/{one.trials}",
            joined([_level(one.first), _level(one.newest)], "–")
            if one.sessions > 1
            else _level(one.newest),
        )
        for one in games[:MOST_ROWS]
    ]
    if not several:
        header, rows = (*header[:1], *header[2:]), [(*row[:1], *row[2:]) for row in rows]
    table = Table(header, tuple(rows), 0.3, (1.0, 1.0, 1.0, 1.3)[-len(header) + 1 :])
    blocks: list[Block] = [Heading(msgid("Games")), table]
    if len(games) > MOST_ROWS:
        blocks.append(Words(_more(len(games) - MOST_ROWS), small=True))
    return blocks


def _level(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else NONE


def _more(n: int) -> str:
    return counted("and {n} more", "and {n} more", n)


def adverse_blocks(said: Said, *, several: bool) -> list[Block]:
    """Tell adverse events, then notes; with the day where there are several sessions."""
    blocks: list[Block] = [Heading(msgid("Adverse events")), *_adverse(said.adverse, several)]
    if said.notes:
        blocks.append(Heading(msgid("Notes")))
        shown = said.notes[-MOST_LINES:]
        if len(shown) < len(said.notes):
            blocks.append(Words(_more(len(said.notes) - len(shown)), small=True))
        blocks += [Words(_note(at.date().isoformat(), text), small=True) for at, text in shown]
    return blocks


def answer_blocks(said: Said) -> list[Block]:
    """Tabulate what the person answered."""
    return [Heading(msgid("Pain and exertion, 0 to 10")), *_answers(said.answers)]


def pause_blocks(said: Said) -> list[Block]:
    """Tabulate pauses by their reason."""
    return [Heading(msgid("Pauses and why")), *_pauses(said)]


def _note(day: str, text: str) -> str:
    words = " ".join(text.split())
    short = words if len(words) <= MOST_NOTE else words[: MOST_NOTE - 1].rstrip() + "…"
    return joined([day, Verbatim(short)], ": ")


def _adverse(adverse: Sequence[Adverse], several: bool) -> list[Block]:
    if not adverse:
        return [Words(msgid("None was marked."))]
    shown = adverse[-MOST_LINES:]
    lines: list[Block] = [Words(_event(one, several)) for one in shown]
    if len(shown) < len(adverse):
        lines.append(Words(_more(len(adverse) - len(shown)), small=True))
    return lines


def _event(one: Adverse, several: bool) -> str:
    at = "" if one.t_s is None else msgid("at {t} s").format(t=f"{one.t_s:.0f}")
    kind = KINDS.get(one.kind) or Verbatim(one.kind)
    day = one.began.date().isoformat() if several else ""
    text = _note("", one.text) if one.text else ""
    return joined([joined([day, at]), joined([kind, text], ", ")], ": ")


def _answers(answers: Sequence[Answer]) -> list[Block]:
    if not answers:
        return [Words(msgid("Nothing was answered."))]
    header = ("", msgid("First"), msgid("Newest"), msgid("Highest"), msgid("Answers"))
    rows = []
    for scale in dict.fromkeys(one.scale for one in answers):
        values = [one.value for one in answers if one.scale == scale]
        numbers = (values[0], values[-1], max(values), len(values))
        rows.append((SCALES.get(scale) or Verbatim(scale), *map(str, numbers)))
    return [Table(header, tuple(rows), 0.3)]


def _pauses(said: Said) -> list[Block]:
    if not said.pauses:
        return [Words(msgid("None."))]
    rows = [
        (one.reason or msgid("no reason given"), str(one.n), f"{one.seconds:.0f} s")
        for one in said.pauses[:MOST_LINES]
    ]
    blocks: list[Block] = [Table(("", msgid("Pauses"), msgid("Time")), tuple(rows), 0.6)]
    if len(said.pauses) > MOST_LINES:
        rest = said.pauses[MOST_LINES:]
        blocks.append(Words(_more(sum(one.n for one in rest)), small=True))
    return blocks


def foot_lines(dossier: Dossier) -> tuple[str, ...]:
    """Say board, calibration, check, latency, method and version in small print."""
    lines = _board(dossier.board, dossier.origin) if dossier.sessions else []
    methods = dict.fromkeys(
        one.method for one in dossier.courses if one.method.startswith("quiet: ")
    )
    how = ""
    if methods:
        text = [*methods][-1].removeprefix("quiet: ")
        stance, _, pipeline = text.partition("; ")
        how = joined([begun(stance), pipeline_words(pipeline)], ": ")
    if dossier.unread:
        shown = "; ".join(" ".join(one.split())[:120] for one in dossier.unread[:2])
        lines.append(joined([msgid("Not to be read"), Verbatim(shown)], ": "))
    versions = dict.fromkeys(one.app_version for one in dossier.sessions if one.app_version)
    recorded = ", ".join(one for one in versions if one != __version__)
    by = joined([msgid("recorded by version"), Verbatim(recorded)], " ") if recorded else ""
    program = joined([Verbatim(f"Balance Arcade {__version__}"), by])
    return (*lines, joined([how, program], " · "))


def _board(board: OnBoard | None, origin: str) -> list[str]:
    if board is None:
        return [msgid("Board: no recording of the newest sessions could be read.")]
    info = board.info
    cells = msgid("cells {width} x {length} mm").format(
        width=f"{info.geometry.width_mm:g}", length=f"{info.geometry.length_mm:g}"
    )
    rate = ""
    if board.rate_hz is not None:
        rate = msgid("{rate} samples a second").format(rate=f"{board.rate_hz:.1f}")
    serial = joined([msgid("serial"), Verbatim(info.serial)], " ") if info.serial else ""
    calibration = ""
    if info.calibration_id:
        calibration = joined([msgid("calibration"), Verbatim(info.calibration_id)], " ")
    model = joined([msgid("Board"), Verbatim(info.model)], ": ")
    measures = [_accuracy(board), _check(board)] if origin == "real" else []
    return [
        joined([model, serial, cells, rate, calibration]),
        joined([*measures, _latency(board)], " · "),
    ]


def _accuracy(board: OnBoard) -> str:
    info = board.info
    error = math.nan if info.accuracy is None else cop_error_mm(info.accuracy, info.geometry)
    if not math.isfinite(error):
        return msgid("How well this board measures is not known: calibrate it")
    return msgid("A place is right to ±{error} mm at {mass} kg (95 %)").format(
        error=figure(error), mass=f"{REFERENCE_KG:g}"
    )


def _check(board: OnBoard) -> str:
    check = board.check
    if check is None:
        return msgid("This board was not checked with a known mass since it was calibrated")
    place = max(math.hypot(one.error_ml_mm, one.error_ap_mm) for one in check.points)
    load = 100.0 * max(abs(one.load_error_frac) for one in check.points)
    told = msgid("Checked with {mass} kg: places within {place} mm, load within {load} %").format(
        mass=f"{check.mass_kg:g}", place=f"{place:.2f}", load=f"{load:.2f}"
    )
    verdict = msgid("good") if check.good else msgid("not good, calibrate it again")
    return joined([check.when[:10], joined([told, verdict], ": ")], ": ")


def _latency(board: OnBoard) -> str:
    found = board.latency
    if found is None:
        return msgid("From load to light: not measured on this screen")
    told = msgid("From load to light {ms} ms (median of {n} taps, 95 % within {most} ms)").format(
        ms=f"{found.median_ms:.0f}", n=found.n_taps, most=f"{found.p95_ms:.0f}"
    )
    return joined([found.when[:10], told], ": ")
