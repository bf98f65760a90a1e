"""The mirror of a window: it copies only what is asked for, and never more than its share."""

from __future__ import annotations

import io
import random
import threading

import pygame
import pytest
from patience import until

from balance_arcade.core.clock import ManualClock
from balance_arcade.window.display import Display
from balance_arcade.window.mirror import MAX_BYTES, SELDOM_NS, SHARE, Mirror, small_jpeg

FRAME_S = 1 / 60


class Room:
    """A display without a screen, a mirror, and who asks."""

    def __init__(self):
        self.clock = ManualClock()
        self.copy_ns = self.spent_ns = 0
        self.wanted = False
        self.got = []
        self.n_hidden = 0
        self.news = threading.Event()
        self.mirror = Mirror(lambda: self.wanted, self._take, self._hide, self.clock, self._cost)
        self.display = Display(pygame.Surface((1280, 720), 0, 32), "dummy")
        self.display.watcher = self.mirror.look

    def _take(self, picture):
        self.got.append(picture)
        self.news.set()

    def _cost(self):
        self.spent_ns += self.copy_ns
        return self.spent_ns

    def _hide(self):
        self.n_hidden += 1

    def frames(self, n, frame_s=FRAME_S):
        """Show frames; each picture is waited for, so that none meets a busy thread."""
        for _ in range(n):
            n_copied = self.mirror.n_copied
            self.mirror.look(self.display)
            if self.mirror.n_copied > n_copied:
                assert self.news.wait(60.0)
                self.news.clear()
                until(lambda: self.mirror._frame is None, "the end of the work", nap_s=0.001)
            self.clock.sleep(frame_s)


@pytest.fixture
def room():
    made = Room()
    yield made
    made.mirror.stop()


def read(jpeg):
    return pygame.image.load(io.BytesIO(jpeg), "a.jpg")


def test_nothing_is_copied_while_nobody_asks(room):
    room.frames(60)
    assert (room.mirror.n_copied, room.mirror._thread) == (0, None)
    room.wanted = True
    room.frames(60)
    assert 14 <= room.mirror.n_copied <= 16
    room.wanted = False
    room.frames(60)
    assert 14 <= room.mirror.n_copied <= 16


def test_a_picture_is_what_stood_in_the_window_with_its_sample(room):
    room.wanted = True
    room.display.surface.fill((200, 30, 30), (0, 0, 640, 720))
    room.display.sample, room.display.taken_ns = "the newest", 77
    room.clock.sleep(1.0)
    room.frames(1, frame_s=0.02)
    room.frames(5)
    small = room.got[0]
    assert (small.size, small.sample, small.taken_ns) == ((640, 360), "the newest", 77)
    shown = read(small.jpeg)
    assert shown.get_size() == (640, 360)
    red, green, _, _ = shown.get_at((100, 180))
    assert red > 170
    assert green < 60
    assert sum(shown.get_at((540, 180))[:3]) < 40


def test_late_frames_are_given_seldom(room):
    room.wanted = True
    room.frames(100, frame_s=0.04)
    assert 4.0e9 / SELDOM_NS * 0.7 < room.mirror.n_copied <= 4.0e9 / SELDOM_NS


def test_a_slow_copy_takes_no_more_than_its_share(room):
    room.wanted = True
    room.copy_ns = 5_000_000
    begun_ns = room.clock.now_ns()
    room.frames(200)
    whole_ns = room.clock.now_ns() - begun_ns
    assert room.mirror.n_copied >= 2
    assert room.mirror.n_copied * 5_000_000 <= SHARE * whole_ns + 5_000_000


def test_a_hidden_window_is_told_and_not_copied(room, monkeypatch):
    monkeypatch.setattr(Display, "is_visible", property(lambda self: False))
    room.wanted = True
    room.frames(60)
    assert (room.mirror.n_copied, room.got) == (0, [])
    assert room.n_hidden == 2


@pytest.mark.parametrize(
    ("size", "small"),
    [((1920, 1080), (640, 360)), ((1024, 768), (480, 360)), ((320, 200), (320, 200))],
)
def test_pictures_keep_their_shape_and_are_never_enlarged(size, small):
    jpeg, width, height = small_jpeg(pygame.Surface(size, 0, 32))
    assert (width, height) == small
    assert read(jpeg).get_size() == small


def test_a_picture_with_too_many_bytes_is_made_smaller():
    noise = pygame.image.frombytes(random.Random(1).randbytes(640 * 360 * 3), (640, 360), "RGB")
    jpeg, width, height = small_jpeg(noise)
    assert len(jpeg) <= MAX_BYTES
    assert 100 < width < 640
    assert abs(width / height - 16 / 9) < 0.02
