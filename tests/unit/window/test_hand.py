"""Mouse, touch, stick and keys as one pointer."""

import pygame
import pytest

from balance_arcade.core.board import PointerPlace
from balance_arcade.window.hand import DEAD_ZONE, Hand
from balance_arcade.window.keys import Keys

SIZE = (1280, 720)
# Height 720, so 288 pixels are the person's reach.
FAR = 288


class Follower:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.places: list[PointerPlace] = []

    def point(self, place: PointerPlace) -> None:
        self.places.append(place)


@pytest.fixture
def follower() -> Follower:
    return Follower()


@pytest.fixture
def hand(follower: Follower) -> Hand:
    return Hand(follower)


def key(code: int, *, down: bool = True) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN if down else pygame.KEYUP, key=code)


def stick(axis: int, value: float) -> pygame.event.Event:
    return pygame.event.Event(pygame.JOYAXISMOTION, axis=axis, value=value, instance_id=0)


def test_the_mouse_leans_from_the_middle_of_the_window(hand: Hand, follower: Follower) -> None:
    assert hand.takes(pygame.event.Event(pygame.MOUSEMOTION, pos=(640 - FAR // 2, 360)))
    hand.lead(SIZE, 0.0)
    assert hand.takes(pygame.event.Event(pygame.MOUSEMOTION, pos=(640, 360 - FAR)))
    hand.lead(SIZE, 0.1)
    # A corner of the window is no farther than the person reaches.
    assert hand.takes(pygame.event.Event(pygame.MOUSEMOTION, pos=(1279, 719)))
    hand.lead(SIZE, 0.2)
    left, ahead, corner = follower.places
    assert left == PointerPlace(-0.5, 0.0)
    assert ahead == PointerPlace(0.0, 1.0)
    assert corner.x**2 + corner.y**2 == pytest.approx(1.0)


def test_a_mouse_that_stays_tells_nothing(hand: Hand, follower: Follower) -> None:
    hand.lead(SIZE, 0.0)
    assert follower.places == []
    hand.takes(pygame.event.Event(pygame.MOUSEMOTION, pos=(700, 360)))
    hand.lead(SIZE, 0.1)
    hand.lead(SIZE, 0.2)
    assert len(follower.places) == 1


def test_a_finger_leads_where_it_lies(hand: Hand, follower: Follower) -> None:
    hand.takes(pygame.event.Event(pygame.FINGERDOWN, x=0.5, y=0.1))
    hand.lead(SIZE, 0.0)
    assert follower.places == [PointerPlace(0.0, 1.0)]


def test_a_stick_leans_and_rests_where_it_is_worn(hand: Hand, follower: Follower) -> None:
    hand.takes(stick(0, 0.6))
    hand.takes(stick(1, -0.5))
    hand.lead(SIZE, 0.0)
    hand.takes(stick(0, DEAD_ZONE / 2.0))
    hand.lead(SIZE, 0.1)
    assert follower.places == [PointerPlace(0.6, 0.5), PointerPlace(0.0, 0.5)]


def test_arrows_lean_while_held_and_come_back(hand: Hand, follower: Follower) -> None:
    hand.takes(key(pygame.K_RIGHT))
    for frame in range(61):
        hand.lead(SIZE, frame / 60.0)
    assert follower.places[0].x < 0.1
    assert follower.places[-1] == PointerPlace(1.0, 0.0)
    hand.takes(key(pygame.K_RIGHT, down=False))
    for frame in range(61, 122):
        hand.lead(SIZE, frame / 60.0)
    assert follower.places[-1] == PointerPlace(0.0, 0.0)


@pytest.mark.parametrize(
    ("down", "up"),
    [
        (
            pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=3),
            pygame.event.Event(pygame.MOUSEBUTTONUP, button=3),
        ),
        (key(pygame.K_BACKSPACE), key(pygame.K_BACKSPACE, down=False)),
        (
            pygame.event.Event(pygame.JOYBUTTONDOWN, button=1),
            pygame.event.Event(pygame.JOYBUTTONUP, button=1),
        ),
    ],
)
def test_a_held_button_steps_off(
    hand: Hand, follower: Follower, down: pygame.event.Event, up: pygame.event.Event
) -> None:
    assert hand.takes(down)
    hand.lead(SIZE, 0.0)
    assert hand.takes(up)
    hand.lead(SIZE, 0.1)
    assert [place.on_board for place in follower.places] == [False, True]


def test_arrows_are_keys_again_without_a_pointer(hand: Hand) -> None:
    assert not hand.takes(key(pygame.K_RETURN))
    assert not hand.takes(pygame.event.Event(pygame.QUIT))
    pygame.display.init()
    try:
        pygame.event.clear()
        pygame.event.post(key(pygame.K_RIGHT))
        assert Keys().read(None).look == 1
        pygame.event.post(key(pygame.K_RIGHT))
        assert Keys(hand).read(None).look == 0
    finally:
        pygame.display.quit()
