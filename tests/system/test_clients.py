"""Programs of others against ours: a stranger's client, Node, C#, a notebook, a remote control."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from patience import DEADLINE_S, until
from program import ROOT, environment
from stream_processes import Feeder, Program, Station, running

pytestmark = pytest.mark.system
EXAMPLES = ROOT / "examples"
NODE = shutil.which("node")
MCS, MONO = shutil.which("mcs"), shutil.which("mono")


@pytest.fixture(scope="module")
def feeder():
    feeder = Feeder(board="room-2")
    with running(feeder):
        yield feeder


def run(*words: str) -> list[str]:
    done = subprocess.run(
        words, env=environment(), capture_output=True, text=True, timeout=DEADLINE_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_stranger_joins_without_a_hole_steers_marks_and_lets_go(feeder):
    script = EXAMPLES / "stranger" / "client.py"
    *told, end = map(json.loads, run(sys.executable, str(script), feeder.ctl, "2"))
    assert {"steered_as": "stranger"} in told
    kinds = [one["event"] for one in told if "event" in one]
    assert [kind for kind in kinds if kind.startswith("control.")] == [
        *("control.taken", "control.given_back")
    ]
    assert "session.mark" in kinds
    assert (end["board"], end["simulated"], end["gaps"]) == ("room-2", True, 0)
    assert end["samples"] == end["last"] - end["first"] + 1 > 100
    assert end["fz_n"] == pytest.approx(712.0, abs=20.0)
    assert feeder.json()["command"] == "mark"


def test_a_stranger_imports_nothing_of_ours():
    for file in (EXAMPLES / "stranger").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
        names |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert names <= {"json", "os", "struct", "sys", "time", "msgpack", "zmq"}, names


def test_a_notebook_gets_arrays(feeder):
    first, ml, ap = run(sys.executable, str(EXAMPLES / "live_to_numpy.py"), feeder.ctl)
    assert first.startswith("Simulated person (healthy), simulated: 200 samples, columns seq, t_s")
    assert ml.startswith("ml ")
    assert 0.0 < float(ap.split()[-2]) < 200.0


@pytest.mark.skipif(NODE is None, reason="no Node on this machine")
def test_a_client_in_node_follows_the_station(feeder):
    station = Station(feeder.live, feeder.ctl)
    with running(station):
        script = str(EXAMPLES / "node" / "client.mjs")
        board, *rows, end = map(json.loads, run(NODE, script, station.url, "1.5"))
    assert board == {"board": "room-2", "origin": "simulated"}
    assert end["rows"] > 30
    last = [row for row in rows if "ml_mm" in row][-1]
    assert last["fz_n"] == pytest.approx(712.0, abs=20.0)


@pytest.mark.skipif(not (MCS and MONO), reason="no C# compiler on this machine: mono-mcs")
def test_a_client_in_c_sharp_follows_the_station(feeder, tmp_path: Path):
    program = str(tmp_path / "Follow.exe")
    files = sorted(map(str, (EXAMPLES / "csharp").glob("*.cs")))
    rooms = "System.Runtime.Serialization,System.Xml,System.Xml.Linq,System.Net.Http"
    run(MCS, "-warnaserror", "-langversion:7.2", f"-r:{rooms}", f"-out:{program}", *files)
    station = Station(feeder.live, feeder.ctl)
    with running(station):
        *rows, end = map(json.loads, run(MONO, program, station.url, "1.5"))
    samples = [row for row in rows if "ml_mm" in row]
    assert end["rows"] > 30
    assert (samples[-1]["board"], samples[-1]["origin"]) == ("room-2", "simulated")
    assert samples[-1]["fz_n"] == pytest.approx(712.0, abs=20.0)
    assert samples[-1]["t_s"] > samples[0]["t_s"]


def test_an_outside_program_begins_and_ends_a_recording(tmp_path: Path):
    words = ("sim:?seed=3", "--out", str(tmp_path), "--json", "--any-port")
    serve = Program("serve", *words)
    with running(serve):
        ctl = serve.json()["ctl"]
        script = str(EXAMPLES / "start_recording.py")
        begun, closed = run(sys.executable, script, ctl, "eyes closed", "1")
        (_, name), (_, told) = begun.split(), closed.split()
        assert name == told
        until((tmp_path / name).exists, "the file without its .part")
    assert "-eyes-closed-" in name
