"""Who stands before a game in which nothing happens is told again what to do."""

from balance_arcade.window.reminder import REMIND_S, Reminder

SAY = "Step off. Hop on."


def test_instruction_comes_back_after_a_while_and_goes_with_the_next_sound_or_trial():
    reminder = Reminder()
    assert reminder.words(0.0, "", 0, SAY) == ""
    assert reminder.words(REMIND_S - 0.1, "", 0, SAY) == ""
    assert reminder.words(REMIND_S, "", 0, SAY) == SAY
    assert reminder.words(40.0, "Landed", 0, SAY) == "Landed"
    assert reminder.words(41.0, "", 0, SAY) == ""
    assert reminder.words(40.0 + REMIND_S, "", 0, SAY) == SAY
    assert reminder.words(60.0, "", 1, SAY) == ""


def test_nothing_is_said_while_no_game_is_played_and_the_wait_begins_anew():
    reminder = Reminder()
    for k in range(40):
        assert reminder.words(float(k), "", -1, SAY) == ""
    assert reminder.words(40.0, "", 3, SAY) == ""
    assert reminder.words(51.9, "", 3, SAY) == ""
    assert reminder.words(52.0, "", 3, SAY) == SAY
