"""``analyze --look``: what was understood of a file, before anything is measured."""

from __future__ import annotations

from collections.abc import Sequence

from balance_arcade.commands.output import paragraph, print_json, table
from balance_arcade.commands.read_flags import Reading
from balance_arcade.records.file_look import FileLook, look_at


def look_at_files(files: Sequence[str], how: Reading, *, as_json: bool) -> int:
    """Look at each file and print what was understood.

    Parameters
    ----------
    files : sequence of str
        Their paths.
    how : Reading
        What is said of them.
    as_json : bool
        Whether one JSON object is printed a file.

    Returns
    -------
    int
        Exit code: 1 where one of them was not understood, else 0.
    """
    n_failed = 0
    for file in files:
        look = look_at(file, **how)
        n_failed += not look.understood
        if as_json:
            print_json(look)
        else:
            print(describe_look(look))
    return 1 if n_failed else 0


def describe_look(look: FileLook) -> str:
    """Write down what was understood of one file; ends with a newline.

    Examples
    --------
    >>> print(describe_look(FileLook("a.csv", understood=False, fault="There is no such file.")))
    a.csv
    not understood: There is no such file.
    <BLANKLINE>
    """
    mark = "" if look.origin in ("", "real") else f"  [{look.origin.upper()}]"
    lines = [f"{look.file}{mark}"]
    if look.fault:
        lines.append(paragraph(f"not understood: {look.fault}"))
    if look.format:
        lines.append(f"format: {look.format}" + (f" ({look.kind})" if look.kind else ""))
    if look.names_line is not None:
        lines.append(f"names: line {look.names_line}")
    if look.columns:
        names = ", ".join(f"{c.name} [{c.unit or 'no unit'}]" for c in look.columns)
        lines.append(paragraph(f"columns: {names}"))
    if look.uses:
        taken = ", ".join(f"{quantity} = {column}" for quantity, column in look.uses.items())
        lines.append(paragraph(f"taken as: {taken}"))
    if look.rate_hz is not None and look.duration_s is not None:
        lines.append(f"samples: {look.n_samples}, {look.duration_s:.2f} s at {look.rate_hz:g} Hz")
    lines += _board(look)
    lines += [
        paragraph(f"fault: {fault.sentence} ({fault.name}, {fault.effect})")
        for fault in look.faults
    ]
    lines += [paragraph(f"note: {remark}") for remark in look.notes]
    lines += _rows(look)
    return "\n".join(lines) + "\n"


def _board(look: FileLook) -> list[str]:
    lines = [
        f"plate {plate.number}: {plate.load_n:.0f} N"
        + (", measured" if plate.measured else ", not measured")
        for plate in look.plates
    ]
    if look.load_n is not None:
        lines.append(f"load: {look.load_n:.1f} N")
    if look.width_mm is not None and look.length_mm is not None:
        lines.append(f"size: {look.width_mm:g} x {look.length_mm:g} mm (ml x ap)")
    if look.corners_n:
        corners = ", ".join(
            f"{name[:-2]} {'none' if n is None else format(n, '.1f') + ' N'}"
            for name, n in look.corners_n.items()
        )
        lines.append(f"corners: {corners}")
    return lines


def _rows(look: FileLook) -> list[str]:
    lines = []
    if look.first_rows:
        lines.append("first rows as written:")
        lines += [paragraph("  ".join(row), first="  ") for row in look.first_rows]
    if look.first_samples:
        lines.append("first samples as understood:")
        header = list(look.first_samples[0])
        rows = [
            ["" if value is None else f"{value:.6g}" for value in sample.values()]
            for sample in look.first_samples
        ]
        lines.append(table(rows, header=header))
    return lines
