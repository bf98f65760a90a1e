"""An outside program begins and ends recordings at a served board, without a gap between two."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_kit import nothing_left, person, playlist, readable, switches
from session_kit import Listener

from balance_arcade.app.host import Host
from balance_arcade.app.orders import OrderRouter
from balance_arcade.app.serving import Serving
from balance_arcade.core.events import Command, Scalar
from balance_arcade.core.samples import CopSample


class Program(Listener):
    """Gives orders at certain samples."""

    def __init__(self, at: dict[int, dict[str, Scalar]]) -> None:
        super().__init__()
        self.at, self.answers = at, list[str]()
        self.host: Host | None = None

    def on_samples(self, samples: list[CopSample]) -> None:  # type: ignore[override]
        super().on_samples(samples)
        for sample in samples:
            if sample.seq in self.at and self.host is not None:
                order = Command(f"{sample.seq}", "record", self.at[sample.seq])
                self.answers.append(self.host.orders.take(order))


def serve(folder: Path | None, at: dict[int, dict[str, Scalar]]) -> Program:
    program = Program(at)
    host = Host(person(5.0), switches(folder), sinks=[program], serves=True)
    program.host = host
    with nothing_left(), host:
        serving = Serving(host)
        serving.begin()
        serving.run()
    return program


def test_each_recording_begins_where_the_one_before_ends(tmp_path: Path) -> None:
    program = serve(tmp_path, {99: {"label": "eyes open"}, 199: {"label": "eyes closed"}})
    assert program.answers == ["accepted"] * 2
    readers = sorted(readable(tmp_path), key=lambda reader: reader.header.wall.monotonic_ns)
    assert [reader.header.label for reader in readers] == ["serve", "eyes open", "eyes closed"]
    assert [reader.n_samples for reader in readers] == [100, 100, 300]
    assert all(reader.complete for reader in readers)
    files = [event.data["label"] for event in program.events("recording.started")]
    assert files == ["serve", "eyes open", "eyes closed"]


def test_what_is_ordered_off_is_off_until_the_next_order(tmp_path: Path) -> None:
    program = serve(tmp_path, {99: {"on": False}, 199: {"on": False}, 299: {"label": "again"}})
    assert program.answers == ["accepted"] * 3
    readers = sorted(readable(tmp_path), key=lambda reader: reader.header.wall.monotonic_ns)
    assert [reader.n_samples for reader in readers] == [100, 200]
    assert len(program.events("recording.stopped")) == 2


def test_what_makes_no_recording_is_refused_in_words(tmp_path: Path) -> None:
    program = serve(tmp_path, {99: {"label": "../../x"}, 199: {"on": "no"}, 299: {"file": "x"}})
    assert [answer.split(" has")[0] for answer in program.answers] == [
        "rejected: label",
        "rejected: on",
        "rejected: record knows no 'file'",
    ]
    assert serve(None, {99: {}}).answers == [
        "rejected: no folder was named to record into; start it with --out"
    ]
    assert OrderRouter().take(Command("1", "record")).startswith("rejected: ")


def test_a_session_keeps_its_own_files(tmp_path: Path) -> None:
    with Host(person(), switches(tmp_path), serves=True) as host:
        host.begin(playlist())
        answer = host.orders.take(Command("1", "record", {"label": "mine"}))
    assert answer == "rejected: a session is under way and has recordings of its own"


@pytest.mark.parametrize("label", ["", " x", "x" * 41, "a/b", "ä", 7, None])
def test_a_label_is_short_and_plain(label: Scalar) -> None:
    router = OrderRouter(serves=True)
    assert "label has to be" in router.take(Command("1", "record", {"label": label}))
