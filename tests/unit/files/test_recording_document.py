"""The page that other people write their readers from says what the files hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from recording_kit import record

from balance_arcade.files.recording import SCHEMA_VERSION
from balance_arcade.files.recording.layout import CHANNELS, FORCE_DTYPE, RECORD_BYTES

PAGE = (Path(__file__).parents[3] / "docs" / "recording-format.md").read_text(encoding="utf-8")


def test_version_and_record_size() -> None:
    assert f"Version {SCHEMA_VERSION}." in PAGE
    assert f"Records of {RECORD_BYTES} bytes" in PAGE


def test_byte_table() -> None:
    rows = re.findall(r"^\| (\d+) \| (\w+) \| `(\w+)` \|", PAGE, re.MULTILINE)
    names = {"i8": "int64", "f8": "float64", "u4": "uint32"}
    fields = FORCE_DTYPE.fields
    assert fields is not None
    due = [
        (str(fields[name][1]), names[fields[name][0].str[1:]], name)
        for name in FORCE_DTYPE.names or ()
    ]
    assert rows == due


def test_channels() -> None:
    rows = re.findall(r"^\| (\d) \| `ba/1/<board_id>/(\w+)` \| `([\w-]+)` \|", PAGE, re.MULTILINE)
    assert rows == [(str(c.number), c.kind, c.encoding) for c in CHANNELS]


def test_the_example_runs(tmp_path: Path) -> None:
    written = record(tmp_path / "trial.mcap", 30)
    code = PAGE.split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert f"{written[1].t_s:.2f}" in done.stdout
    assert "171" in done.stdout
