"""What holds for every test of the centre-of-pressure core."""

from __future__ import annotations

import numba
import pytest

from balance_arcade.cop import measure
from balance_arcade.cop.groups import built_in_groups

SLOW = {"irregularity", "nonlinear"}


@pytest.fixture(autouse=True)
def _no_pairs_of_samples_in_plain_python(request, monkeypatch) -> None:
    """Measure trials without the groups that compare all pairs of samples, seconds a trial then.

    Their own tests go through their kernels as plain Python, on little.
    """
    name = request.path.stem.removeprefix("test_")
    # Those of the documents ask for every name there is.
    if numba.config.DISABLE_JIT and name not in SLOW and not name.startswith("docs"):
        quick = tuple(group for group in built_in_groups() if group.name not in SLOW)
        monkeypatch.setattr(measure, "built_in_groups", lambda: quick)
