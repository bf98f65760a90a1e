"""A page says what a programme planned and what was done, and marks weeks that fell."""

import msgspec
from summary_examples import BARE, FULL_PROGRAMME, PROGRAMME, USUAL

from balance_arcade.reports.page_room import figure_room
from balance_arcade.reports.programme_part import minutes_figure
from balance_arcade.reports.summary import WeekMinutes, render_text
from balance_arcade.reports.summary_page import render_html

WITH = msgspec.structs.replace(USUAL, programme=PROGRAMME)


def test_words_and_page_say_what_was_planned_and_done():
    text, page = render_text(WITH), render_html(WITH)
    for said in (
        "Week 3 of 4, session 1 of 3. Sets: 5 planned, 5 started, 4 completed, 3 successful.",
        "58 repetitions, 41 hits; 8.2 minutes of play in 13.5 from the first words to the end.",
        "How hard, 0 to 10: Orchard 5, Star Reach left out.",
        "Fewer minutes than in the week before: week 2.",
    ):
        assert said in text
        assert said in page
    assert "week 2: 14.0 of 27.0 minutes" in text
    assert "Programme" not in render_text(USUAL)


def test_each_week_has_its_bar_and_one_that_fell_its_mark():
    drawn = minutes_figure(PROGRAMME, 700.0).file_text()
    assert drawn.count("<rect") == 4 + 3
    assert drawn.count("<polygon") == 1
    assert "Week 2: 14.0 of 27.0 minutes, fewer than the week before" in drawn
    steady = tuple(WeekMinutes(k, 20.0, 27.0) for k in range(1, 5))
    steady = msgspec.structs.replace(PROGRAMME, minutes=steady)
    assert "<polygon" not in minutes_figure(steady, 700.0).file_text()


def test_where_no_minutes_are_asked_for_nothing_is_drawn():
    assert minutes_figure(msgspec.structs.replace(PROGRAMME, minutes=()), 700.0) is None


def test_a_page_that_is_full_leaves_the_chart_to_the_words():
    assert figure_room(WITH).has_chart
    assert figure_room(msgspec.structs.replace(BARE, programme=PROGRAMME)).has_chart
    assert not figure_room(FULL_PROGRAMME).has_chart
    assert "week 50: " in render_text(FULL_PROGRAMME)
