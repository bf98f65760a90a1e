"""How ``balance-arcade jump`` tells people what it found: a page of 80 columns."""

from __future__ import annotations

from balance_arcade.assess.jump_record import JumpResult
from balance_arcade.assess.jump_trials import TrialsSummary
from balance_arcade.commands.output import paragraph, table
from balance_arcade.cop.jumps.uncertainty import COVERAGE
from balance_arcade.records.jumps import JumpFile
from balance_arcade.reports.jump_figure import TITLES, how_found


def describe_jumps(result: JumpFile) -> str:
    """Write down a file's trials, and what could not be told.

    Parameters
    ----------
    result : JumpFile
        Of one file.

    Returns
    -------
    str
        Lines of at most 80 columns where no name is longer; ends with a newline.
    """
    mark = "" if result.origin == "real" else f"  [{result.origin.upper()}]"
    lines = [
        f"{result.file}{mark}",
        f"{result.n_samples} samples, {result.duration_s:.2f} s at {result.rate_hz:g} Hz",
        *(paragraph(f"note: {said}") for said in result.notes),
    ]
    for trial in result.trials:
        lines += _trial_lines(trial)
    if len(result.trials) > 1:
        lines.append(_summary_line(result.summary))
    return "\n".join(lines) + "\n"


def _trial_lines(trial: JumpResult) -> list[str]:
    lines = [
        "",
        f"{TITLES[trial.test]} {trial.number}, {trial.start_s:.2f} to {trial.stop_s:.2f} s",
    ]
    if how := how_found(trial):
        lines.append(paragraph(how))
    lines += [paragraph(f"FLAG: {flag}") for flag in trial.flags]
    lines += [paragraph(f"note: {said}") for said in trial.notes]
    rows = []
    for name, value in trial.values.items():
        if value.value is None:
            continue
        u = trial.uncertainty.get(name)
        rows.append(
            [
                f"  {name}",
                f"{value.value:.5g}",
                "" if u is None else f"± {_short(COVERAGE * u)}",
                value.unit,
            ]
        )
    if rows:
        lines.append(table(rows, header=["value", "", "± 95 %", "unit"]))
    names_by_reason: dict[str, list[str]] = {}
    for name, why in trial.refused.items():
        names_by_reason.setdefault(why, []).append(name)
    lines += [
        paragraph(f"no value, {why}: {' '.join(names)}") for why, names in names_by_reason.items()
    ]
    return lines


def _short(spread: float) -> str:
    return f"{spread:.0f}" if spread >= 10.0 else f"{spread:.2g}"


def _summary_line(summary: TrialsSummary | str) -> str:
    if isinstance(summary, str):
        return paragraph(f"\nno summary: {summary}")
    said = (
        f"{summary.name}: best {summary.best:.4g} {summary.unit} (trial {summary.best_number}), "
        f"mean {summary.mean:.4g} of {summary.n} trials"
    )
    if summary.n > 1:
        said += f", SD {summary.sd:.2g}, CV {summary.cv_pct:.1f} %"
    return "\n" + paragraph(said + ".")
