"""Notes that point at a board's noise, where the samples themselves say another cause."""

from __future__ import annotations

from collections.abc import Sequence

from balance_arcade.cop.batch import SamplesUsed, noise_note
from balance_arcade.core.data_faults import DataFault
from balance_arcade.records.resolution import BoardResolution

# They say where or when somebody stood, and make no sample noisier than it is.
_HARMLESS = frozenset(
    {
        "several_plates",
        "several_trials",
        "steps_on_inside",
        "steps_off_inside",
        "place_outside_base",
    }
)


def causes(faults: Sequence[DataFault]) -> tuple[str, ...]:
    """Names of faults that are still in the samples, and may be what looks like noise.

    Examples
    --------
    >>> kept = DataFault("cell_below_zero", "A corner reads below zero.", "kept", 2800)
    >>> gone = DataFault("load_below_10_n", "600 samples bear less than 10 N.", "left out", 600)
    >>> causes([kept, gone])
    ('cell_below_zero',)
    """
    return tuple(
        fault.name
        for fault in faults
        if fault.effect in ("kept", "refused") and fault.name not in _HARMLESS
    )


def notes_of_noise(
    used: SamplesUsed, resolution: BoardResolution | None, faults: Sequence[DataFault]
) -> tuple[str, ...]:
    """Collect notes on what was measured, none of which blames noise for what is junk.

    Parameters
    ----------
    used : SamplesUsed
        What the numbers rest on.
    resolution : BoardResolution or None
        What the board can tell.
    faults : sequence of DataFault
        What is wrong with the samples.

    Returns
    -------
    tuple of str
        Those of `used` and of `resolution`; with a cause named they say it instead of noise.
    """
    remarks = resolution.remarks() if resolution else ()
    names = ", ".join(causes(faults))
    if not names:
        return used.notes + remarks
    cause = f"the cause may be what is wrong with the samples ({names}), not noise of the board."
    notes = list(used.notes)
    if used.path_ratio is not None and (noise := noise_note(used.path_ratio)) in notes:
        notes[notes.index(noise)] = (
            f"The unfiltered path is {used.path_ratio:.2f} times the filtered one: {cause}"
        )
    if resolution is not None and remarks:
        below = " and ".join(name for name, one in resolution.metrics.items() if one.below)
        notes.append(f"A dead weight could have given {below}: {cause}")
    return tuple(notes)
