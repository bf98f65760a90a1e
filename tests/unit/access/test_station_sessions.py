"""Sessions, devices, pairing codes and limits on attempts, on clocks that the test moves."""

from __future__ import annotations

import pytest

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station.access.devices import MAX_DEVICES, Devices, clean_label
from balance_arcade.server.station.access.limits import Attempts
from balance_arcade.server.station.access.pairing import Pairing
from balance_arcade.server.station.access.roles import Role
from balance_arcade.server.station.access.sessions import Sessions, Who

ANNA = Who("account", "0000a11a", "anna", Role.CONTROLLER)
HOUR_S = 3600.0


def opened(clock, sessions=None, **times):
    times = {"idle_s": 900.0, "life_s": 12 * HOUR_S, **times}
    return (Sessions(clock) if sessions is None else sessions).open(ANNA, **times)


def test_a_touch_keeps_a_session_and_its_absence_ends_it():
    clock = ManualClock()
    sessions = Sessions(clock)
    token, session = opened(clock, sessions)
    for _ in range(4):
        clock.sleep(899.0)
        assert sessions.find(token) is session
        sessions.touch(session)
    clock.sleep(899.9)
    assert sessions.gone(session) == ""
    assert sessions.left_s(session) == pytest.approx(0.1)
    clock.sleep(0.2)
    assert "15 min" in sessions.gone(session)
    sessions.touch(session)
    assert sessions.find(token) is None
    assert len(sessions) == 0


def test_looking_is_no_touch():
    clock = ManualClock()
    sessions = Sessions(clock)
    token, _ = opened(clock, sessions)
    for _ in range(10):
        clock.sleep(89.0)
        assert sessions.find(token)
    clock.sleep(11.0)
    assert sessions.find(token) is None


def test_a_session_ends_after_its_life_however_busy_it_is():
    clock = ManualClock()
    sessions = Sessions(clock)
    token, session = opened(clock, sessions, life_s=HOUR_S)
    for _ in range(7):
        clock.sleep(600.0)
        sessions.touch(session)
    assert sessions.find(token) is None
    assert session.end_reason == "1 h are over"


def test_a_session_without_an_idle_time_only_has_a_life():
    clock = ManualClock()
    sessions = Sessions(clock)
    token, _ = opened(clock, sessions, idle_s=None)
    clock.sleep(12 * HOUR_S - 1.0)
    assert sessions.find(token)
    clock.sleep(1.0)
    assert sessions.find(token) is None


def test_tokens_are_long_differ_and_are_not_kept():
    clock = ManualClock()
    sessions = Sessions(clock)
    tokens = [opened(clock, sessions)[0] for _ in range(20)]
    assert len(set(tokens)) == 20
    assert min(map(len, tokens)) >= 43
    assert not any(token in repr(sessions.__dict__) for token in tokens)
    assert sessions.find("") is None
    assert sessions.find("x" * 100_000) is None
    assert sessions.find("\udcff") is None


def test_the_token_for_changes_belongs_to_one_session_and_one_start():
    clock = ManualClock()
    sessions, other = Sessions(clock), Sessions(clock)
    (token, first), (_, second) = opened(clock, sessions), opened(clock, sessions)
    assert first.change_token != second.change_token
    assert first.change_token == sessions.change_token(token)
    assert first.change_token != other.change_token(token)


def test_too_many_sessions_end_the_quietest_one():
    clock = ManualClock()
    sessions = Sessions(clock, max_sessions=3)
    kept = []
    for _ in range(3):
        kept.append(opened(clock, sessions)[1])
        clock.sleep(1.0)
    sessions.touch(kept[0])
    opened(clock, sessions)
    assert [bool(session.end_reason) for session in kept] == [False, True, False]
    assert len(sessions) == 3


def test_a_session_ends_with_the_account_it_was_let_in_for():
    clock, there = ManualClock(), [True]
    sessions = Sessions(clock)
    token, session = opened(clock, sessions, holds=lambda: there[0])
    assert sessions.find(token)
    there[0] = False
    assert sessions.gone(session) == "the account was removed or changed"
    there[0] = True
    assert sessions.find(token) is None
    assert ANNA.name not in str(ANNA)


class Wall:
    def __init__(self):
        self.s = 1.8e9

    def __call__(self):
        return self.s


def test_a_paired_device_is_known_after_a_restart_until_its_time_is_over_or_it_is_removed(tmp_path):
    wall = Wall()
    devices = Devices(tmp_path, wall)
    token, blue = devices.add(" the\nblue   tablet", Role.VIEWER, 12 * HOUR_S)
    other, _ = devices.add("", Role.CONTROLLER, 12 * HOUR_S)
    assert token not in devices.path.read_text()
    assert devices.path.stat().st_mode & 0o077 == 0
    again = Devices(tmp_path, wall)
    assert again.find(token) == blue
    assert (blue.label, blue.role) == ("the blue tablet", Role.VIEWER)
    assert again.remove(blue.id)
    assert not again.remove(blue.id)
    assert again.find(token) is None
    assert Devices(tmp_path, wall).find(token) is None
    assert again.find(other)
    wall.s += 12 * HOUR_S
    assert again.find(other) is None
    assert again.all() == ()


def test_a_wall_clock_that_is_set_back_ends_a_pairing_rather_than_lengthens_it(tmp_path):
    wall = Wall()
    devices = Devices(tmp_path, wall)
    token, _ = devices.add("tablet", Role.VIEWER, HOUR_S)
    wall.s -= 2 * HOUR_S
    assert devices.find(token) is None


def test_there_is_an_end_to_paired_devices_and_old_ones_make_room(tmp_path):
    wall = Wall()
    devices = Devices(tmp_path, wall)
    for _ in range(MAX_DEVICES):
        devices.add("tablet", Role.VIEWER, HOUR_S)
    with pytest.raises(ConfigError, match="32 devices are paired"):
        devices.add("tablet", Role.VIEWER, HOUR_S)
    wall.s += HOUR_S
    devices.add("tablet", Role.VIEWER, HOUR_S)
    assert len(devices.all()) == 1


def test_a_damaged_file_of_devices_is_one_sentence(tmp_path):
    devices = Devices(tmp_path, Wall())
    devices.path.write_text("[1,")
    devices.path.chmod(0o600)
    with pytest.raises(ConfigError, match="pair the tablets anew"):
        Devices(tmp_path, Wall())


@pytest.mark.parametrize(
    "text", ["", "   ", "\udcff\udcfe", "x" * 10_000, "\u202e evil", "a\x1b[31m"]
)
def test_a_label_is_one_short_line_whatever_was_typed(text):
    label = clean_label(text)
    assert 0 < len(label) <= 40
    assert label.isprintable()
    label.encode()


def test_a_code_is_for_one_device_for_two_minutes_and_the_newest_counts():
    clock = ManualClock()
    pairing = Pairing(clock)
    first = pairing.offer(Role.VIEWER, "one").code
    second = pairing.offer(Role.CONTROLLER, "two").code
    assert pairing.redeem(first) is None
    assert pairing.redeem(second).role is Role.CONTROLLER
    assert pairing.redeem(second) is None
    third = pairing.offer(Role.VIEWER, "three").code
    clock.sleep(119.9)
    assert pairing.left_s() == pytest.approx(0.1)
    clock.sleep(0.1)
    assert pairing.left_s() == 0.0
    assert pairing.redeem(third) is None
    fourth = pairing.offer(Role.VIEWER, "four").code
    pairing.withdraw()
    assert pairing.redeem(fourth) is None
    assert len({first, second, third, fourth}) == 4
    assert len(fourth) >= 22


@pytest.mark.parametrize("odd", ["", "\0", "é" * 20, "\udcff", "x" * 1_000_000])
def test_a_code_that_is_none_is_refused_and_spoils_nothing(odd):
    pairing = Pairing(ManualClock())
    code = pairing.offer(Role.VIEWER, "one").code
    assert pairing.redeem(odd) is None
    assert pairing.redeem(code)


def test_attempts_are_counted_for_each_key_and_forgotten_after_the_window():
    clock = ManualClock()
    attempts = Attempts(clock, n=3, window_s=60.0)
    for _ in range(3):
        assert attempts.take("anna") == 0.0
        clock.sleep(10.0)
    assert attempts.take("anna") == pytest.approx(30.0)
    assert attempts.take("bob") == 0.0
    clock.sleep(30.0)
    assert attempts.take("anna") == 0.0
    assert attempts.take("anna") == pytest.approx(10.0)
    attempts.forget("anna")
    assert attempts.wait_s("anna") == 0.0


def test_a_refused_attempt_does_not_lengthen_the_wait():
    clock = ManualClock()
    attempts = Attempts(clock, n=1, window_s=60.0)
    attempts.take("anna")
    for _ in range(59):
        clock.sleep(1.0)
        assert attempts.take("anna") > 0.0
    clock.sleep(1.0)
    assert attempts.take("anna") == 0.0


def test_made_up_keys_do_not_fill_the_memory():
    attempts = Attempts(ManualClock(), n=3, window_s=60.0, max_keys=100)
    for i in range(1000):
        attempts.take(f"nobody-{i}")
    assert len(attempts) == 100
