"""What is done with each file of ``analyze`` and of ``records reanalyze``, in whichever process."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from balance_arcade.commands.analyze_plots import Pictures
from balance_arcade.commands.analyze_text import describe_result
from balance_arcade.commands.crew import Outcome, said_of
from balance_arcade.commands.output import as_json_line
from balance_arcade.core.errors import BalanceArcadeError, RecordingError
from balance_arcade.files.content import content_hash
from balance_arcade.files.tables import TrialData
from balance_arcade.records.analyze import AnalysisResult, measure_trial, trial_to_measure

Shown = Literal["text", "json", ""]


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with each file, in whichever process.

    Attributes
    ----------
    reading, measuring : dict
        Arguments of `balance_arcade.records.analyze.trial_to_measure` and `measure_trial`.
    show : {"text", "json", ""}
        What is printed; made here, so that the process that prints has little to do.
    keep : bool
        Whether the numbers are needed for tables.
    hashed : bool
        Whether the hash of what was read is needed.
    folder : str
        Where paths begin that are not absolute; the process's own folder by default.
    pictures : Pictures or None
        Where its pictures go, if any are drawn.
    """

    reading: dict[str, Any] = field(default_factory=dict)
    measuring: dict[str, Any] = field(default_factory=dict)
    show: Shown = "text"
    keep: bool = False
    hashed: bool = False
    folder: str = ""
    pictures: Pictures | None = None

    def __call__(self, file: str) -> Outcome:
        """Measure a file; what is wrong with it comes back as a sentence."""
        return said_of(file, self._outcome)

    def _outcome(self, file: str) -> Outcome:
        path = os.path.join(self.folder, file)
        sha256 = content_hash(Path(path)) if self.hashed else ""
        trial = trial_to_measure(path, **self.reading)
        result = measure_trial(trial, file=file, **self.measuring)
        drawn = self._draw(file, trial, result)
        if self.hashed and content_hash(Path(path)) != sha256:
            raise RecordingError(
                f"{Path(file).name} was changed while it was read.", hint="Measure it again."
            )
        return self.told(result, sha256=sha256, notes=drawn)

    def told(
        self,
        result: AnalysisResult,
        *,
        sha256: str = "",
        notes: tuple[str, ...] = (),
        kept: bool = False,
    ) -> Outcome:
        """Make an outcome of a result, with what is printed of it."""
        shown = ""
        if self.show == "json":
            shown = as_json_line(result.to_builtins())
        elif self.show == "text":
            shown = describe_result(result) + "\n"
        return Outcome(
            result.file,
            empty=not result.measured,
            shown=shown,
            result=result if self.keep or self.hashed else None,
            notes=notes,
            sha256=sha256,
            kept=kept,
        )

    def _draw(self, file: str, trial: TrialData, result: AnalysisResult) -> tuple[str, ...]:
        """Draw a trial; a picture that cannot be written costs no number."""
        if self.pictures is None:
            return ()
        try:
            self.pictures.write(file, trial, result, self.measuring.get("preset", "default"))
        except BalanceArcadeError as error:
            return (f"{Path(file).name}: {error}",)
        return ()
