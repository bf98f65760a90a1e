"""Makes the golden files, with the version of the program that PYTHONPATH names; see README.md."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from golden_kit import (
    GAMES,
    HERE,
    PRESETS,
    PROFILES,
    RECORDINGS,
    SEEDS,
    SESSIONS,
    game_words,
    numbers,
    read_plainly,
    told,
    wire_bytes,
)


def say(*words: str) -> str:
    """Run the program; its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "balance_arcade", *words],
        check=False,
        capture_output=True,
        text=True,
    )
    # 3 says that nothing of a file could be measured, which is told as such.
    if done.returncode not in (0, 3):
        raise SystemExit(done.stderr)
    return done.stdout


def make_table() -> None:
    """Write the small table that is replayed: somebody sways for 70 s, then leans."""
    lines = ["t_s,cop_ml_mm,cop_ap_mm,fz_n"]
    for index in range(70 * 20):
        t_s = index / 20.0
        lean = 35.0 if 12.0 < t_s % 20.0 < 16.0 else 6.0
        ml = lean * math.sin(0.9 * t_s) + 0.8 * math.sin(7.1 * t_s)
        ap = 0.6 * lean * math.cos(0.7 * t_s) + 0.5 * math.sin(5.3 * t_s)
        lines.append(f"{t_s:.2f},{ml:.2f},{ap:.2f},{700 + 4 * math.sin(6 * t_s):.1f}")
    (HERE / "walk.csv").write_text("\n".join(lines) + "\n")


def make_games() -> None:
    """Write results and digests of every game with two people and two seeds."""
    found = {
        f"{game} {profile} {seed}": json.loads(say(*game_words(game, profile, seed)))
        for game in GAMES
        for profile in PROFILES
        for seed in SEEDS
    }
    write("games.json", found)


KEPT = {
    "play-healthy": ("orchard",),
    "play-stroke": ("calibration", "star-reach"),
    "play-replay": ("marble-maze",),
    "serve-stroke": ("serve",),
    "demo": ("star-reach",),
}


def make_sessions() -> None:
    """Record the sessions: some recordings are kept whole, of all of them the digests."""
    for old in RECORDINGS.glob("*.mcap"):
        old.unlink()
    found: dict[str, Any] = {}
    for name, words in SESSIONS.items():
        with tempfile.TemporaryDirectory() as folder:
            say(*words, "--out", folder)
            found[name] = {}
            for file in sorted(Path(folder).glob("*.mcap")):
                plain = read_plainly(file)
                label = plain.header["label"]
                found[name][label] = told(plain)
                if label.lstrip("0123456789-") in KEPT[name]:
                    (RECORDINGS / f"{name}-{label}.mcap").write_bytes(file.read_bytes())
    write("sessions.json", found)


def make_numbers() -> None:
    """Write what `analyze --json` says of the kept recordings and of the table."""
    found: dict[str, Any] = {}
    for file in [*sorted(RECORDINGS.glob("*.mcap")), HERE / "walk.csv"]:
        for preset in PRESETS:
            said = say("analyze", str(file), "--preset", preset, "--json")
            found[f"{file.name} {preset}"] = numbers(json.loads(said))
    write("metrics.json", found)


def make_wire() -> None:
    """Write the bytes of orders and answers, and the digests of what sessions said on the wire."""
    write("wire.json", wire_bytes())


def write(name: str, found: dict[str, Any]) -> None:
    """Write one golden file, one row a line."""
    rows = ",\n".join(
        f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}"
        for key, value in found.items()
    )
    (HERE / name).write_text("{\n" + rows + "\n}\n")


if __name__ == "__main__":
    for make in (make_table, make_games, make_sessions, make_numbers, make_wire):
        make()
