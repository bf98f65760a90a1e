"""A folder of a clinic's own tests: what is broken is named and left out, the rest is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance_arcade.app.protocol_folder import MOST_FILES, add_protocols
from balance_arcade.assess.guided_tests import guided_test, is_own
from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError


def own(name: str, based_on: str = "romberg") -> str:
    return f'name = "{name}"\nbased_on = "{based_on}"\n[settings]\ntrial_s = 20\n'


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_whole_files_are_known_and_each_broken_one_is_named_with_its_line(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        a=own("folder-a"),
        b=own("folder-b").replace("20", "-20"),
        c=own("folder-a"),
        d=own("mctsib"),
        e=own("mctsib-firm"),
        f="[[trial",
        g=own("folder-g", "quiet-stance"),
    )
    (folder / "notes.txt").write_text("none of ours", "utf-8")
    (folder / "h.toml").mkdir()
    found = add_protocols(folder)
    assert [test.name for test in found.tests] == ["folder-a", "folder-g"]
    assert is_own(guided_test("folder-a"))
    assert guided_test("folder-g").parts[0].trials[0].seconds == 20.0
    expected = (
        "b.toml, line 4: The setting trial_s must be above 0",
        "c.toml: The file a.toml is of the test folder-a too",
        "d.toml: The name mctsib is that of a test of Balance Arcade",
        "e.toml: The name mctsib-firm is that of a part of the test mctsib",
        "f.toml, line 1",
        "The protocol h.toml cannot be read",
    )
    for fault, said in zip(found.faults, expected, strict=True):
        assert fault.startswith(said)
    assert not is_own(guided_test("mctsib"))


def test_no_name_of_a_file_moves_a_terminals_cursor(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\n.toml").write_text("?", "utf-8")
    (fault,) = add_protocols(tmp_path).faults
    assert fault.isprintable()
    assert fault.startswith("a [2J .toml, line 1")


def test_a_folder_that_is_missing_or_of_thousands_of_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        add_protocols(tmp_path / "none")
    written(tmp_path, **{f"t{k}": "" for k in range(MOST_FILES + 1)})
    with pytest.raises(ConfigError, match=f"{MOST_FILES} are read at most"):
        add_protocols(tmp_path)


def test_assess_lists_the_folders_tests_and_says_what_was_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = written(tmp_path, a=own("folder-listed"), b="name = 3")
    assert main(["assess", "--list", "--protocols", str(folder)]) == 0
    said = capsys.readouterr()
    assert "folder-listed" in said.out
    assert "left out: b.toml, line 1" in said.err
    assert main(["assess", "--list", "--protocols", str(folder / "none")]) == 1
    assert "cannot be read" in capsys.readouterr().err
