"""The page on analyze: its commands run, and say what stands there; `...` stands for anything."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
from phased_recording import record_session

from balance_arcade.cli import main
from balance_arcade.files.finding import ENDINGS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "analyze.md"
BLOCKS = re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
FILES, *SHOWN = BLOCKS


@pytest.fixture(autouse=True)
def _study(tmp_path, monkeypatch):
    monkeypatch.setattr("balance_arcade.commands.analyze.ensure_compiled", lambda *_: None)
    (tmp_path / "study").mkdir()
    for k, name in enumerate(FILES.split()):
        path, t = tmp_path / name, np.arange(3000) / 100.0
        if path.suffix == ".csv":
            walk = np.cumsum(np.random.default_rng(k).normal(size=(3000, 2)), axis=0)
            rows = np.column_stack((t, 0.1 * walk + np.sin(t)[:, None]))
            head = "t_s,cop_ml_mm,cop_ap_mm"
            np.savetxt(path, rows, delimiter=",", header=head, comments="")
        elif path.suffix == ".mcap":
            record_session(path, origin="simulated")
        else:
            path.touch()
    monkeypatch.chdir(tmp_path)


def said(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    program, *words = shlex.split(line)
    if program == "ls":
        return "".join(f"{file.name}\n" for file in sorted(Path(words[0]).iterdir()))
    if program == "head":
        return Path(words[1]).read_text(encoding="utf-8").splitlines()[0] + "\n"
    assert program == "balance-arcade"
    assert main(words) == 0
    out, err = capsys.readouterr()
    # What a bar or the compiler says hangs on how busy the computer is.
    return err.replace("Analyzing 5 files.\n", "") + out


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.splitlines()[0][2:50])
def test_commands_say_what_the_page_shows(block, capsys):
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        found = said(line, capsys)
        pattern = re.escape(shown).replace(r"\.\.\.", ".*")
        # Columns of the table are as wide as their numbers.
        pattern = re.sub(r"(?:\\ ){2,}", r"\\s+", pattern)
        assert re.search(pattern, found, re.DOTALL), f"{line}\n{found}"


def test_the_page_lists_every_ending():
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"`{ending}`" in text for ending in ENDINGS)
