"""What stations see of a session that has no window: drawn while they ask, and the same session."""

from __future__ import annotations

import io
import threading

import pygame
from patience import until

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.mirroring import OffScreenMirror, let_go, mirror_window
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.core.clock import MonotonicClock
from balance_arcade.server.control import Request, decode_reply
from balance_arcade.server.pictures import PICTURE, Pictures
from balance_arcade.window.display import Display

PLAY = Playlist(("star-reach",), seconds=5.0, quick=True)


class Stand:
    """Takes a publisher's place: nobody is connected, whoever asks does it here."""

    def __init__(self):
        self.ready = threading.Event()
        self.pictures = Pictures(1, self.ready.set, MonotonicClock())
        self.got = []

    def ask(self):
        return self.pictures.ask([b"tablet"], Request("a", PICTURE))

    def take(self):
        self.got += [decode_reply(data).result for _, data in self.pictures.take()]
        return len(self.got)


def result_of(session):
    return session.run.results()[0].digest


def play(stand=None, asks=lambda: None):
    """Play a session in steps; whoever looks on may ask between them."""
    with Host.open("sim:?seed=3&speed=0", Switches(publish=False)) as host:
        session = host.begin(PLAY, follower=host.follower)
        host.publisher = stand
        feed = session.feed

        def fed(samples):
            asks()
            feed(samples)

        session.feed = fed
        try:
            play_headless(host, session)
        finally:
            host.publisher = None
        return result_of(session)


def test_a_session_that_is_looked_at_plays_the_same():
    stand = Stand()
    assert stand.ask().result == {"none": "never"}
    n_steps = [0]

    def look():
        # A picture every two seconds of the session, waited for in the middle of it.
        n_steps[0] += 1
        if n_steps[0] % 200 == 100:
            n_before = len(stand.got)
            assert stand.ask() is None
            until(lambda: stand.take() > n_before, "the picture")

    assert play(stand, look) == play()
    pictures = [one for one in stand.got if "jpeg" in one]
    assert len(pictures) >= 4
    assert not any(one["seen"] for one in pictures)
    assert [one["n"] for one in pictures] == list(range(1, len(pictures) + 1))
    assert len({one["jpeg"] for one in pictures}) > 2
    assert pictures[-1]["sample_seq"] > pictures[0]["sample_seq"] >= 0
    shown = pygame.image.load(io.BytesIO(pictures[-1]["jpeg"]), "a.jpg")
    assert shown.get_size() == (640, 360)
    # Over: nobody draws here any more.
    assert stand.ask().result == {"none": "never"}


def test_without_a_session_there_is_nothing_to_see_and_without_a_question_no_thread():
    stand = Stand()
    host = type("NoSession", (), {"publisher": stand, "session": None})()
    with OffScreenMirror(host) as mirror:
        assert mirror._thread is None
        stand.ask()
        until(stand.take, "the answer")
        assert stand.got == [{"none": "nothing"}]
        assert mirror.n_drawn == 0
    assert not mirror._thread.is_alive()


def test_a_window_is_mirrored_until_it_closes():
    stand = Stand()
    display = Display(pygame.Surface((320, 180), 0, 32), "x11")
    mirror = mirror_window(display, stand.pictures)
    stand.ask()

    def shown():
        display.watcher(display)
        return stand.take()

    until(shown, "the picture")
    assert (stand.got[0]["width"], stand.got[0]["seen"]) == (320, True)
    stand.ask()
    let_go(display, stand.pictures, mirror)
    stand.take()
    # Whoever waited is told, and whoever asks now is told at once.
    assert stand.got[1:] == [{"none": "nothing"}]
    assert display.watcher is None
    assert stand.ask().result == {"none": "never"}
