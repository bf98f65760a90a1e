"""What live numbers are worth: errors as derived, what a dead weight gives, no norm that fits."""

from __future__ import annotations

import math

import msgspec
import pytest
from stream_examples import BODIES, INFO

from balance_arcade.assess.norms import OTHER_TIMES, NoNorm, NormPerson, NormPlace, norm_of
from balance_arcade.cop.uncertainty import BELOW, BoardNoise, sway_uncertainty
from balance_arcade.core.samples import LiveMetrics
from balance_arcade.server.station.judging import PRESET, SHOWN, Judge
from balance_arcade.server.station.norm_words import OF_PLAY, OF_THIS, OF_UNREAD, norm_words
from balance_arcade.server.station.page_state import PageState
from balance_arcade.server.station.worth import Asked, Worth
from balance_arcade.server.wire import Header, Message

N, WINDOW_S, LOAD_N = 1001, 10.0, 700.0


def metrics(**values):
    told = {"mean_velocity_mm_s": 30.0, "sway_path_mm": 300.0, "ellipse_area_mm2": 900.0}
    ellipse = (0.0, 0.0, 20.0, 900.0 / (math.pi * 20.0), 0.4)
    return LiveMetrics(N, WINDOW_S, WINDOW_S, N, {**told, **values}, ellipse, "live/1")


def test_errors_are_twice_the_standard_uncertainty_of_this_board():
    judged = Judge().judge(metrics(), INFO, LOAD_N)
    assert set(judged) == set(SHOWN)
    noise = BoardNoise(INFO.geometry, INFO.accuracy.noise_sd_n, INFO.accuracy.residual_n)
    known = sway_uncertainty(
        noise, load_n=LOAD_N, n_samples=N, rate_hz=INFO.nominal_rate_hz, preset=PRESET
    )
    assert judged["sway_path_mm"].error == pytest.approx(2.0 * known.path.uncertainty(300.0))
    assert judged["sway_path_mm"].below == ""
    assert judged["ellipse_area_mm2"].error > 0.0


def test_what_a_dead_weight_could_have_given_is_said_so():
    judged = Judge().judge(metrics(mean_velocity_mm_s=0.01), INFO, LOAD_N)
    assert judged["mean_velocity_mm_s"].below == BELOW
    assert judged["sway_path_mm"].below == ""


def test_a_number_that_is_none_and_a_board_of_unknown_error_get_nothing():
    assert "sway_path_mm" not in Judge().judge(metrics(sway_path_mm=math.nan), INFO, LOAD_N)
    assert Judge().judge(metrics(), INFO, math.nan) == {}
    assert Judge().judge(metrics(), None, LOAD_N) == {}


def test_a_norm_is_of_a_tests_result_and_never_of_a_live_window():
    for name in SHOWN:
        found = norm_of(name, "raw/2", NormPerson((30, 30)), NormPlace("force plate"))
        assert isinstance(found, NoNorm)
    assert norm_words("") == ""
    assert norm_words("orchard") == OF_PLAY
    assert norm_words("assess-somebodys-own") == OF_UNREAD
    assert norm_words("assess-cmj") == OF_THIS
    assert norm_words("assess-mctsib-firm") == f"{OTHER_TIMES.capitalize()}."
    told = norm_words("assess-norm-stance")
    assert "velocity, eyes open 5.3–14 mm/s (18–39 years), 6.9–21 mm/s (60–85 years)" in told
    assert "source not read" in norm_words("assess-single-leg")


def test_a_page_says_the_norm_of_what_is_under_way():
    page = PageState()
    state = msgspec.structs.replace(BODIES["state"], activity="orchard")
    page.apply([Message("b", "state", Header(1, 0, 1, 0, 1, 0, 0, 1, 0), state)])
    assert page.welcome()["norm"] == OF_PLAY


def test_the_thread_tells_what_the_newest_numbers_are_worth_and_ends():
    worth = Worth()
    worth.ask(Asked(metrics(), INFO, LOAD_N))
    thread = worth._thread
    while (told := worth.take()) is None:
        thread.join(0.01)
    assert told["judged"]["sway_path_mm"].error > 0.0
    worth.close()
    thread.join(10.0)
    assert not thread.is_alive()


def test_a_page_asks_for_numbers_once_and_only_where_their_worth_can_be_told():
    page = PageState()
    page._unjudged, page._info, page._weight_n = metrics(), INFO, LOAD_N
    asked = page.asks()
    assert (asked.load_n, asked.info) == (LOAD_N, INFO)
    assert page.asks() is None
    page.learn({"judged": {}, "norm": "none"})
    assert page.changes()["norm"] == "none"
    page.learn({"norm": "none"})
    assert "norm" not in page.changes()
