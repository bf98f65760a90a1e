"""Says what a calibration came to, and draws it."""

from __future__ import annotations

from pathlib import Path

from balance_arcade.commands.output import print_json
from balance_arcade.files.whole import write_whole
from balance_arcade.hw.calibration import FileV2
from balance_arcade.records.accuracy import accuracy_sentence
from balance_arcade.reports.residuals import residual_picture


def report(content: FileV2, path: Path, *, as_json: bool) -> None:
    """Draw the residuals beside the file and say how good the calibration is.

    Parameters
    ----------
    content : FileV2
        As written.
    path : Path
        Where it lies; the picture goes beside it.
    as_json : bool
        One object instead of sentences.

    Raises
    ------
    RecordingError
        The picture cannot be written.
    """
    picture = path.with_suffix(".svg")
    write_whole(picture, residual_picture(content).encode("utf-8"), "The picture")
    fit = content.fit
    sentence = accuracy_sentence(content.accuracy, content.readings.geometry)
    if as_json:
        print_json(
            {
                "event": "result",
                "file": str(path),
                "picture": str(picture),
                "board_id": content.board_id,
                "calibration_id": content.calibration_id,
                "accuracy": content.accuracy,
                "sentence": sentence,
                "fit": fit,
            }
        )
        return
    print(f"Calibration {content.calibration_id} of board {content.board_id}: {path}")
    print(
        f"residuals: Fz {fit.rms_fz_n:.3f} N, Mx {fit.rms_mx_nmm:.1f} N mm,"
        f" My {fit.rms_my_nmm:.1f} N mm; condition {fit.condition:.2f}"
    )
    print(
        f"{fit.n_points} points, each left out in turn: {fit.left_out_rms_mm:.2f} mm rms,"
        f" {fit.left_out_max_mm:.2f} mm at most"
    )
    if fit.check_rms_mm is not None:
        print(
            f"{fit.n_checks} points held back: {fit.check_rms_mm:.2f} mm rms,"
            f" {fit.check_max_mm:.2f} mm at most (how they were placed is in it)"
        )
    if fit.temperature_c is not None:
        print(f"at {fit.temperature_c:.1f} degrees, range {fit.temperature_range_c:.1f}")
    print(f"picture: {picture}")
    print(sentence, flush=True)
