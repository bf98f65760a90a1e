"""Frames to many pages: who does not keep up loses the oldest and is told everything anew."""

from __future__ import annotations

import asyncio
import json

from balance_arcade.server.station.hub import QUEUE_LENGTH, Hub, Viewer


class Source:
    def __init__(self):
        self.count = 0
        self.rewritten = False

    def changes(self):
        self.count += 1
        return None if self.rewritten else {"type": "tick", "n": self.count}

    def welcome(self):
        return {"type": "welcome", "n": self.count}


def read(viewer, hub, n):
    async def run():
        return [json.loads(await viewer.next(hub.welcome)) for _ in range(n)]

    return asyncio.run(asyncio.wait_for(run(), 5))


def hub_with(*viewers):
    source = Source()
    hub = Hub(source.changes, source.welcome)
    hub.viewers |= set(viewers)
    return source, hub


def test_a_new_page_is_welcomed_and_then_told_changes():
    viewer = Viewer()
    _, hub = hub_with(viewer)
    hub.tick()
    assert read(viewer, hub, 1) == [{"type": "welcome", "n": 1}]
    hub.tick()
    hub.tick()
    assert read(viewer, hub, 2) == [{"type": "tick", "n": 2}, {"type": "tick", "n": 3}]


def test_a_page_that_stalls_is_bounded_counted_and_welcomed_anew_and_others_go_on():
    stalled, healthy = Viewer(), Viewer()
    _, hub = hub_with(stalled, healthy)
    hub.tick()
    read(stalled, hub, 1)
    read(healthy, hub, 1)
    for i in range(QUEUE_LENGTH + 4):
        hub.tick()
        assert read(healthy, hub, 1) == [{"type": "tick", "n": i + 2}]
    assert stalled.n_dropped == 4
    assert healthy.n_dropped == 0
    n_now = QUEUE_LENGTH + 5
    assert read(stalled, hub, 1) == [{"type": "welcome", "n": n_now}]
    hub.tick()
    assert read(stalled, hub, 1) == [{"type": "tick", "n": n_now + 1}]


def test_when_the_past_changed_everybody_is_welcomed_anew():
    viewer = Viewer()
    source, hub = hub_with(viewer)
    hub.tick()
    read(viewer, hub, 1)
    source.rewritten = True
    hub.tick()
    assert read(viewer, hub, 1)[0]["type"] == "welcome"


def test_without_a_page_changes_are_still_taken_so_that_none_pile_up():
    source, hub = hub_with()
    hub.tick()
    assert source.count == 1
