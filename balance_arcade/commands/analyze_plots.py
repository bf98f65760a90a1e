"""``analyze --plot DIR``: the pictures of each trial, as SVG and PNG."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from balance_arcade.cop.curves import trial_curves
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables import TrialData
from balance_arcade.files.whole import write_whole
from balance_arcade.records.analyze import AnalysisResult
from balance_arcade.records.trial_cop import cop_of_trial
from balance_arcade.reports.look import MARKS
from balance_arcade.reports.png import check_png, png_of
from balance_arcade.reports.trial_figures import trial_figures


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the pictures of many files go, and under which names.

    Attributes
    ----------
    folder : str
        For all of them.
    base : str
        Folder that all files lie in; names begin behind it.
    endings : bool
        Whether a file's ending and its folders, as they are, stand in the names, because the
        pictures of two files would have one name else.
    png : bool
        Whether PNG is written beside SVG.
    """

    folder: str
    base: str
    endings: bool
    png: bool

    def stem(self, file: str) -> str:
        """Beginning of the names of a file's pictures.

        Examples
        --------
        >>> Pictures("out", "/data", endings=False, png=False).stem("/data/S1/eo.txt")
        'S1_eo'
        """
        path = os.path.relpath(os.path.abspath(file), self.base)
        root, ending = os.path.splitext(path)
        if not self.endings:
            return root.replace(os.sep, "_")
        # A doubled underscore parts folders: S1/eo.txt and S1_eo.txt are two files.
        return f"{root}_{ending[1:]}".replace(os.sep, "__")

    def write(self, file: str, trial: TrialData, result: AnalysisResult, preset: str) -> None:
        """Draw a trial and write what was drawn.

        Parameters
        ----------
        file : str
            Its path.
        trial : TrialData
            As it was measured.
        result : AnalysisResult
            Its numbers.
        preset : str
            The pipeline.

        Raises
        ------
        RecordingError
            A picture cannot be written.
        """
        cop_mm = cop_of_trial(trial)
        if cop_mm is None:
            return
        curves = trial_curves(trial.t_s, cop_mm, rate_hz=trial.rate_hz, preset=preset)
        values = {name: metric.value for name, metric in result.metrics.items()}
        # A long name is cut off at its end, so it comes last.
        of = f"{result.pipeline.split()[0]}, {trial.rate_hz:g} Hz, {trial.path.name}"
        figures = trial_figures(curves, values, of=of, mark=MARKS[trial.origin])
        for name, drawing in figures.items():
            path = Path(self.folder) / f"{self.stem(file)}_{name}.svg"
            write_whole(path, drawing.file_text().encode(), "The picture")
            if self.png:
                write_whole(path.with_suffix(".png"), png_of(drawing), "The picture")


def plan_pictures(folder: str, files: Sequence[str]) -> tuple[Pictures, str]:
    """Make the folder, and choose names that differ.

    Parameters
    ----------
    folder : str
        As it was typed; made where it is not there.
    files : sequence of str
        Whose pictures go there.

    Returns
    -------
    Pictures, str
        And why there will be no PNG; empty where there will.

    Raises
    ------
    ConfigError
        The folder cannot be made.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"--plot {folder}: the folder cannot be made ({error.strerror}).",
            hint="Name another.",
        ) from error
    why = ""
    try:
        check_png()
    except ConfigError as error:
        why = str(error)
    folders = {os.path.dirname(os.path.abspath(file)) for file in files}
    base = os.path.commonpath(folders) if folders else os.getcwd()
    plain = Pictures(folder, base, endings=False, png=not why)
    stems = {plain.stem(file) for file in files}
    return Pictures(folder, base, endings=len(stems) < len(files), png=not why), why
