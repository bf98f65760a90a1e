"""Progress of the first start is told where something is compiled, and only there."""

from __future__ import annotations

import pytest

from balance_arcade.app import compiling
from balance_arcade.commands import first_start


@pytest.mark.parametrize(("compiled", "told"), [(0, False), (3, True)])
def test_only_compiling_is_called_a_first_start(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    compiled: int,
    told: bool,
) -> None:
    monkeypatch.setattr(compiling, "n_compiled", lambda: compiled)
    monkeypatch.setattr(compiling, "warmup", lambda progress, use: progress(1, 2, "a kernel"))
    monkeypatch.setattr(first_start, "QUICK_S", 0.0)
    shown: list[tuple[int, int, str]] = []
    bar = first_start.first_start(lambda *step: shown.append(step))
    compiling.ensure_compiled(bar)
    assert bool(shown) is told
    assert ("First start" in capsys.readouterr().err) is told
