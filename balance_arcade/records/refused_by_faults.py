"""Values that the faults of a file forbid: all of them, or those of the load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_body import LOADS
from balance_arcade.cop.metric import Measured
from balance_arcade.core.data_faults import DataFault

_OF_LOADS = frozenset(LOADS) | {name for name, row in DEFINITIONS.items() if row.kind == "load"}
_MOST_OUTSIDE = 0.5
_BELOW_ZERO = "a corner reads below zero while somebody stands, so there are no shares of the load"


def refused_by_faults(
    metrics: Mapping[str, Measured], faults: Sequence[DataFault]
) -> dict[str, Measured]:
    """Take away the values that would be wrong.

    Parameters
    ----------
    metrics : mapping of str to Measured
        By name.
    faults : sequence of DataFault
        Of the same file.

    Returns
    -------
    dict of str to Measured
        Without a value, and with the fault as the reason, where a fault refuses all; shares of the
        load without a value where a corner reads below zero and was kept.

    Examples
    --------
    >>> wrong = DataFault("time_unit", "The times are wrong.", "refused")
    >>> refused_by_faults({"rms_mm": Measured(5.0, "mm", "")}, [wrong])["rms_mm"].refused
    'time_unit, see the faults of the samples'
    """
    out = dict(metrics)
    if any(fault.name == "cell_below_zero" and fault.effect == "kept" for fault in faults):
        out |= {name: _refuse(out[name], _BELOW_ZERO) for name in _OF_LOADS & set(out)}
    names = [fault.name for fault in faults if fault.effect == "refused"]
    if names:
        why = f"{', '.join(names)}, see the faults of the samples"
        out = {name: _refuse(item, why) for name, item in out.items()}
    return out


def faults_of_base(metrics: Mapping[str, Measured], n_used: int) -> tuple[DataFault, ...]:
    """Name a centre of pressure that is outside the base of support for most of the time.

    Parameters
    ----------
    metrics : mapping of str to Measured
        With ``outside_base_frac``, where a base was given.
    n_used : int
        Samples that were measured.

    Examples
    --------
    >>> [fault.name for fault in faults_of_base({"outside_base_frac": Measured(0.9, "", "")}, 100)]
    ['place_outside_base']
    """
    outside = metrics.get("outside_base_frac")
    if outside is None or outside.value is None or outside.value <= _MOST_OUTSIDE:
        return ()
    return (
        DataFault(
            "place_outside_base",
            f"{100.0 * outside.value:.0f} % of the samples lie outside the base of support, where "
            "nobody keeps standing. Check its unit, its origin, and which axis is which "
            "(--base-of-support).",
            "kept",
            round(outside.value * n_used),
        ),
    )


def _refuse(item: Measured, why: str) -> Measured:
    return Measured(None, item.unit, item.definition, why)
