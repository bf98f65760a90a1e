"""Jumps of one file measured, in whichever process, with its text, its rows and its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balance_arcade.assess.jump_record import JumpOptions
from balance_arcade.assess.jumps import JumpCurves
from balance_arcade.commands.analyze_jobs import Shown
from balance_arcade.commands.analyze_plots import Pictures
from balance_arcade.commands.crew import Outcome, said_of
from balance_arcade.commands.jump_table import rows_of
from balance_arcade.commands.jump_text import describe_jumps
from balance_arcade.commands.output import as_json_line
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.files.tables.loads import LoadOptions
from balance_arcade.files.whole import write_whole
from balance_arcade.records.jumps import JumpFile, measure_jump_file
from balance_arcade.reports.jump_figure import jump_figure
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.png import png_of


@dataclass(frozen=True, slots=True)
class JumpOutcome(Outcome):
    """What became of a file.

    Attributes
    ----------
    rows : tuple of dict
        Its trials for the table.
    """

    rows: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class JumpJob:
    """What is done with each file.

    Attributes
    ----------
    test : str
        Which test.
    loading, options
        Arguments of `balance_arcade.records.jumps.measure_jump_file`.
    show : {"text", "json", ""}
        What is printed.
    pictures : Pictures or None
        Where pictures go.
    keep : bool
        Whether rows are needed.
    """

    test: str = "auto"
    loading: LoadOptions | None = None
    options: JumpOptions | None = None
    show: Shown = "text"
    pictures: Pictures | None = None
    keep: bool = False

    def __call__(self, file: str) -> Outcome:
        """Measure a file; what is wrong with it comes back as a sentence."""
        return said_of(file, self._outcome)

    def _outcome(self, file: str) -> JumpOutcome:
        result, curves = measure_jump_file(
            file, self.test, loading=self.loading, options=self.options
        )
        shown = ""
        if self.show == "json":
            shown = as_json_line(result.to_builtins())
        elif self.show == "text":
            shown = describe_jumps(result)
        return JumpOutcome(
            file,
            empty=not result.measured,
            shown=shown,
            notes=self._draw(file, result, curves),
            rows=tuple(rows_of(result)) if self.keep else (),
        )

    def _draw(self, file: str, result: JumpFile, curves: Sequence[JumpCurves]) -> tuple[str, ...]:
        """Draw every trial; a picture that cannot be written costs no number."""
        if self.pictures is None:
            return ()
        stem, name = self.pictures.stem(file), Path(file).name
        try:
            for trial, curve in zip(result.trials, curves, strict=True):
                drawing = jump_figure(trial, curve, of=name, mark=MARKS[result.origin])
                path = Path(self.pictures.folder) / f"{stem}_{trial.test}{trial.number}.svg"
                write_whole(path, drawing.file_text().encode(), "The picture")
                if self.pictures.png:
                    write_whole(path.with_suffix(".png"), png_of(drawing), "The picture")
        except BalanceArcadeError as error:
            return (f"{name}: {error}",)
        return ()
