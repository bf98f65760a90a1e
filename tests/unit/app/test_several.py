"""Several boards in one program: each by itself, whatever becomes of the others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from host_kit import nothing_left, person, readable, swaying, switches
from session_kit import INFO, ScriptBoard, portions

from balance_arcade.app import several
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.several import Several
from balance_arcade.core.errors import BalanceArcadeError, BoardDisconnectedError, ConfigError
from balance_arcade.core.samples import ForceSample

NAME = INFO.board_id


def endless() -> Iterator[Sequence[ForceSample]]:
    """A second of a person, then nothing more, and no end."""
    yield from portions([swaying(seq) for seq in range(100)], 5)
    yield from itertools.repeat(())


class Told:
    """Faults as they were told: name of the board and the first word of the fault."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []

    def __call__(self, board: str, error: BalanceArcadeError) -> None:
        self.faults.append((board, error.message))


def open_scripted(address: str, **_: object) -> ScriptBoard:
    match address.split(":", maxsplit=1)[0]:
        case "gone":
            raise ConfigError("There is no such board.")
        case "breaks":
            lost = BoardDisconnectedError("The cable is out.", address=address)
            two_seconds = portions([swaying(seq) for seq in range(200)], 5)
            return ScriptBoard([*two_seconds, lost])
        case _:
            return person(5.0)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setattr(several, "open_warm", open_scripted)
    return Told()


def test_a_board_that_breaks_and_one_that_is_not_there_leave_the_others_alone(
    tmp_path: Path, told: Told
) -> None:
    addresses = ["good:1", "gone:", "breaks:", "good:2"]
    with (
        nothing_left(),
        Several(addresses, switches(tmp_path), base=Playlist(()), tell=told) as all_,
    ):
        assert [one.name for one in all_.boards] == [NAME, f"{NAME}-2", f"{NAME}-3"]
        all_.run()
        with pytest.raises(ConfigError, match="no such board") as raised:
            all_.raise_fault()
    assert "cable" in "".join(raised.value.__notes__)
    assert [board for board, _ in told.faults] == ["gone:", f"{NAME}-2"]
    assert sorted(reader.n_samples for reader in readable(tmp_path)) == [200, 500, 500]


def test_boards_have_topics_and_ports_of_their_own(told: Told) -> None:
    off = switches(publish=True)
    with nothing_left(), Several(["a:", "b:"], off, base=Playlist(()), tell=told) as both:
        publishers = [one.host.publisher for one in both.boards]
        assert len({publisher.ctl_endpoint for publisher in publishers if publisher}) == 2
        assert [p.board_id for p in publishers if p] == [NAME, f"{NAME}-2"]


def test_a_stop_for_one_board_ends_that_one_and_the_end_of_all_ends_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told
) -> None:
    monkeypatch.setattr(several, "open_warm", lambda address, **_: ScriptBoard(endless()))
    with (
        nothing_left(),
        Several(["a:", "b:"], switches(tmp_path), base=Playlist(()), tell=told) as both,
    ):
        first, second = both.boards
        for one in both.boards:
            one.thread.start()
        first.host.orders.stopped.set()
        first.thread.join()
        assert second.thread.is_alive()
    assert told.faults == []
    assert len(readable(tmp_path)) == 2


def test_nothing_is_left_where_no_board_could_be_opened(tmp_path: Path, told: Told) -> None:
    with nothing_left(), pytest.raises(ConfigError, match="no such board"):
        Several(["gone:1", "gone:2"], switches(tmp_path), base=Playlist(()), tell=told)


def test_one_person_does_not_stand_on_two_boards(told: Told) -> None:
    with pytest.raises(ConfigError, match="several boards"):
        Several(["a:", "b:"], switches(person="ab12"), base=Playlist(()), tell=told)
