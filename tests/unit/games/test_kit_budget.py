"""A frame makes pictures until its time is used up, and every frame gets further."""

from __future__ import annotations

import threading

import pygame
import pytest

from balance_arcade.games.kit.budget import Budget, LaterError, look_at_time, make_in_time
from balance_arcade.games.kit.sprites import SpriteStore


class Workshop:
    """Makes pictures, each of which takes 3 ms on a clock of its own."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.store = SpriteStore()
        self.made: list[str] = []

    def budget(self, seconds: float) -> Budget:
        return Budget(seconds, now_s=lambda: self.now_s)

    def get(self, name: str, *parts: str) -> pygame.Surface:
        def make() -> pygame.Surface:
            for part in parts:
                self.get(part)
            self.now_s += 0.003
            self.made.append(name)
            return pygame.Surface((1, 1), 0, 32)

        return self.store.get(name, make)

    def frames(self, seconds: float, *names: str, most: int = 50) -> int:
        """Draw until every picture is there; returns how many frames that took."""
        for n_frames in range(1, most):
            try:
                with self.budget(seconds).in_use():
                    for name in names:
                        self.get(name)
                return n_frames
            except LaterError:
                continue
        raise AssertionError(f"Not drawn in {most} frames; made: {self.made}")


@pytest.mark.parametrize(
    ("seconds", "n_frames"), [(0.0, 5), (0.003, 5), (0.004, 3), (0.006, 3), (0.0061, 2), (1.0, 1)]
)
def test_a_frame_begins_pictures_until_its_time_is_used_up(seconds, n_frames):
    shop = Workshop()
    assert shop.frames(seconds, *"abcde") == n_frames
    assert shop.made == list("abcde")


def test_what_is_there_costs_no_time():
    shop = Workshop()
    shop.frames(1.0, *"abcde")
    with shop.budget(0.0).in_use():
        for name in "abcde":
            shop.get(name)
    assert len(shop.made) == 5


def test_a_picture_of_parts_is_made_over_several_frames():
    shop = Workshop()
    n_frames = 0
    while "slab" not in shop.made:
        n_frames += 1
        begun_s = shop.now_s
        try:
            with shop.budget(0.0).in_use():
                shop.get("slab", "shadow", "box", "edge")
        except LaterError:
            assert shop.now_s - begun_s == pytest.approx(0.003)
        assert n_frames < 10
    # The last part and the whole: nothing is asked for between them.
    assert n_frames == 3
    assert shop.made == ["shadow", "box", "edge", "slab"]


def test_a_step_is_kept_and_the_next_one_waits():
    shop = Workshop()
    steps: list[str] = []

    def step() -> pygame.Surface:
        steps.append("paint")
        return pygame.Surface((4, 4), 0, 32)

    def make() -> pygame.Surface:
        large = shop.store.part("rail", step)
        steps.append("shrink")
        return pygame.transform.smoothscale(large, (1, 1))

    for _ in range(2):
        with shop.budget(0.0).in_use():
            try:
                shop.store.get("rail", make)
            except LaterError:
                assert steps == ["paint"]
    assert steps == ["paint", "shrink"]
    shop.store.part("rail", step)
    assert steps[-1] == "paint", "A step is let go with its picture."


def test_few_steps_are_kept():
    shop = Workshop()
    for name in range(9):
        shop.store.part(name, lambda: pygame.Surface((1, 1), 0, 32))
    begun: list[int] = []
    for name in range(9):
        shop.store.part(name, lambda name=name: begun.append(name) or pygame.Surface((1, 1), 0, 32))
    assert begun[:5] == [0, 1, 2, 3, 4]


def test_without_a_budget_everything_is_made_at_once():
    shop = Workshop()
    for name in "abcde":
        shop.get(name)
    look_at_time()
    assert shop.made == list("abcde")


def test_a_budget_is_of_its_thread_alone():
    made: list[pygame.Surface] = []

    def paint() -> None:
        for _ in range(3):
            made.append(make_in_time(lambda: pygame.Surface((1, 1), 0, 32)))

    with Budget(0.0).in_use():
        other = threading.Thread(target=paint)
        other.start()
        other.join()
    assert len(made) == 3


def test_a_budget_ends_with_its_frame_even_where_a_game_raises():
    shop = Workshop()

    def draw() -> None:
        shop.get("a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), shop.budget(0.0).in_use():
        draw()
    for name in "bcd":
        shop.get(name)


def test_a_game_does_not_catch_it_by_habit():
    shop = Workshop()

    def draw() -> None:
        for name in "ab":
            try:
                shop.get(name)
            except Exception:  # noqa: BLE001 - what is tried here
                pytest.fail("The frame's time is none of a game's errors.")

    with shop.budget(0.0).in_use(), pytest.raises(LaterError):
        draw()
