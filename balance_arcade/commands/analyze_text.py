"""How ``balance-arcade analyze`` tells people what it found: a page of 80 columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from balance_arcade.commands.output import paragraph, table
from balance_arcade.records.analyze import AnalysisResult

_AXIS = re.compile(r"_(ml|ap)(?=_|$)")
_COLUMN = {"": 0, "ml": 1, "ap": 2}
_FAMILIES = (
    ("Load", re.compile(r"load")),
    ("Frequencies", re.compile(r"power_|f\d+_|energy_|spectral_|mode_|centroid_|frequency_")),
    ("Diffusion", re.compile(r"sda_")),
    ("Entropies and dimensions", re.compile(r".*entropy|dfa_|fd_|katz_|higuchi_|complexity_")),
    ("Words and irreversibility", re.compile(r"lempel_|.*_asymmetry(?=_|$)|surrogate_")),
    ("Sway density", re.compile(r"sway_density_")),
    ("Base of support", re.compile(r"ttb_|outside_base")),
    ("Centre of gravity", re.compile(r"cog_|cop_cog_")),
    ("Rambling and trembling", re.compile(r"rambling_|trembling_|equilibrium_")),
    ("Velocity and turns", re.compile(r".*velocity|turns_|n_|.*crossing|phase_|peak_|heading")),
)
_REST = "Place and way"


def describe_result(result: AnalysisResult) -> str:
    """Write down a file's values, both axes in one row, and what could not be told.

    Parameters
    ----------
    result : AnalysisResult
        Of one file.

    Returns
    -------
    str
        Lines of at most 80 columns where no name is longer; ends with a newline.
    """
    mark = "" if result.origin == "real" else f"  [{result.origin.upper()}]"
    lines = [
        f"{result.file}{mark}",
        f"{result.n_samples} samples, {result.duration_s:.2f} s at {result.rate_hz:g} Hz, "
        f"{result.quality.n_gaps} gaps",
        paragraph(f"pipeline: {result.pipeline}"),
    ]
    if result.resolution is not None:
        lines.append(paragraph(result.resolution.sentence))
    lines += [paragraph(f"{fault.effect}: {fault.sentence}") for fault in result.quality.faults]
    # A fault may stand among the notes too, for who reads only those.
    said = {fault.sentence for fault in result.quality.faults}
    lines += [paragraph(f"note: {remark}") for remark in result.quality.notes if remark not in said]
    values = {
        name: (f"{metric.value:.5g}", metric.unit)
        for name, metric in result.metrics.items()
        if metric.value is not None
    }
    if values:
        lines.append(value_table(values))
    names_by_reason: dict[str, list[str]] = {}
    for name, why in result.quality.refused.items():
        # One reason often takes a whole family of metrics.
        names_by_reason.setdefault(why, []).append(name)
    lines += [
        paragraph(f"no value, {why}: {' '.join(names)}") for why, names in names_by_reason.items()
    ]
    return "\n".join(lines) + "\n"


def value_table(values: Mapping[str, tuple[str, str]]) -> str:
    """Lay out values by family, planar, ml and ap side by side.

    Examples
    --------
    >>> print(value_table({"rms_mm": ("5", "mm"), "rms_ml_mm": ("3", "mm")}))
    metric         planar  ml  ap  unit
    Place and way
      rms_mm       5       3       mm
    """
    rows: dict[str, dict[str, list[str]]] = {}
    for name, (value, unit) in values.items():
        axes = _AXIS.findall(name)
        axis = axes[0] if len(axes) == 1 else ""
        base = _AXIS.sub("", name) if axis else name
        family = next((title for title, form in _FAMILIES if form.match(base)), _REST)
        row = rows.setdefault(family, {}).setdefault(base, ["", "", "", unit])
        row[_COLUMN[axis]] = value
    lines = []
    for family in (_REST, *[title for title, _ in _FAMILIES]):
        if family in rows:
            lines.append([family, "", "", "", ""])
            lines += [[f"  {base}", *row] for base, row in rows[family].items()]
    return table(lines, header=["metric", "planar", "ml", "ap", "unit"])
