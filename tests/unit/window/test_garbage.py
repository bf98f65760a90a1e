"""What is there before the frames is left out of the search; what a session makes is not."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from balance_arcade.window.garbage import short_searches


class Knot:
    """An object that only a search for garbage finds."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def nothing_frozen() -> Iterator[None]:
    n_before = gc.get_freeze_count()
    assert n_before == 0, "Somebody else has left objects out of the search."
    yield
    gc.unfreeze()


def test_what_was_there_is_left_out_as_long_as_frames_are_shown():
    gc.collect()  # What is garbage already may go at any moment.
    n_known = len(gc.get_objects())
    with short_searches():
        assert gc.get_freeze_count() >= n_known
        assert len(gc.get_objects()) < n_known / 10
    assert gc.get_freeze_count() == 0
    assert len(gc.get_objects()) >= n_known


def test_a_knot_of_before_waits_and_one_of_the_session_does_not():
    gc.disable()
    try:
        before = weakref.ref(Knot())
        with short_searches():
            of_session = weakref.ref(Knot())
            gc.collect()
            assert of_session() is None
            assert before() is not None
        gc.collect()
        assert before() is None
    finally:
        gc.enable()


def test_a_session_that_fails_leaves_nothing_frozen():
    with pytest.raises(RuntimeError), short_searches():
        raise RuntimeError
    assert gc.get_freeze_count() == 0
