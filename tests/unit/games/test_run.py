"""A run of games: the same samples give the same result, however they are fed."""

import math

import pytest
from scripted_person import Person, board, in_play, play_on

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command, Phase
from balance_arcade.games.contract import STEPS_PER_S
from balance_arcade.games.run import LONGEST_GAP_S, GameRun
from balance_arcade.games.setup import RunOptions

DESIGN_KEYS = [
    "game",
    "seed",
    "board",
    "simulated",
    "seconds",
    "trials",
    "successes",
    "score",
    "difficulty",
    "digest",
]


def new_run(games=("orchard",), *, seconds=20.0, seed=1, rate_hz=100.0, **kwargs):
    return GameRun(board(rate_hz), list(games), seed=seed, seconds=seconds, quick=True, **kwargs)


def tape(games=("orchard",), **kwargs):
    """Samples of one closed-loop session, and its results."""
    run, samples = new_run(games, **kwargs), []
    play_on(run, Person(), keep=samples)
    assert run.finished
    return samples, run.results()


def again(samples, *, games=("orchard",), every=None, **kwargs):
    """Feed samples again, looking at everything after every so many of them."""
    run = new_run(games, **kwargs)
    for k, sample in enumerate(samples):
        run.feed(sample)
        if every and k % every == 0:
            run.state()
            run.goal()
            run.drain_events()
            run.signal_age(0.01)
    return run.results()


def test_result_has_the_keys_of_the_design_first():
    _, (result,) = tape()
    assert list(result.__struct_fields__)[: len(DESIGN_KEYS)] == DESIGN_KEYS
    assert (result.game, result.seed, result.board) == ("orchard", 1, "sim:test")
    assert result.simulated
    assert result.seconds == result.active_s == 20.0
    assert result.elapsed_s > 20.0
    assert result.trials == len(result.trial_list) > 3
    assert result.successes == sum(trial.success for trial in result.trial_list)
    assert result.score == pytest.approx(result.successes / result.trials)
    assert len(result.digest) == 64
    assert result.limits_source == "lean pass"
    assert result.pauses == ()


@pytest.mark.parametrize("every", [1, 2, 7, 100])
def test_digest_does_not_depend_on_when_anybody_looks(every):
    samples, (result,) = tape()
    assert again(samples, every=every)[0].digest == again(samples)[0].digest == result.digest


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 120.0, 250.0])
def test_a_step_hears_the_newest_sample_that_is_not_later(rate_hz):
    run, person, samples, heard = new_run(rate_hz=rate_hz), Person(rate_hz=rate_hz), [], []
    step = run.machine.step

    def listen(dt_s, sample, t_s):
        heard.append((t_s, sample.t_s))
        step(dt_s, sample, t_s)

    run.machine.step = listen
    play_on(run, person, seconds=2.0, keep=samples)
    times = [sample.t_s for sample in samples]
    assert [t_s for t_s, _ in heard] == [k / STEPS_PER_S for k in range(len(heard))]
    assert times[-1] - 1.0 / STEPS_PER_S < heard[-1][0] <= times[-1]
    for t_s, newest_s in heard:
        assert newest_s == max(t for t in times if t <= t_s)


def test_digest_depends_on_seed_samples_and_length():
    samples, (result,) = tape()
    assert again(samples, seed=2)[0].digest != result.digest
    late = samples[:-40]
    assert again(late)[0].digest != result.digest
    assert again(samples[:600] + samples[601:])[0].digest != result.digest


def test_three_games_in_a_row_have_results_of_their_own():
    games = ("orchard", "star-reach", "marble-maze")
    samples, results = tape(games)
    assert tuple(result.game for result in results) == games
    assert len({result.digest for result in results}) == 3
    assert [result.seconds for result in results] == [20.0] * 3
    assert [r.limits_source for r in results] == ["lean pass"] * 3
    assert all(result.trials >= 2 for result in results)
    assert [r.digest for r in again(samples, games=games)] == [r.digest for r in results]


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 120.0, 1000.0])
def test_any_rate_of_samples_plays_the_whole_time(rate_hz):
    run = new_run(rate_hz=rate_hz, seconds=10.0)
    play_on(run, Person(rate_hz=rate_hz))
    (result,) = run.results()
    assert result.seconds == 10.0
    assert result.successes >= 1


def test_person_who_plays_does_better_than_one_who_stands():
    scores = {}
    for plays in (True, False):
        run, _ = leans_then(plays=plays)
        scores[plays] = run.results()[0].score
    assert scores[True] >= 0.8
    assert scores[False] <= 0.2


def leans_then(*, plays, seconds=60.0, **kwargs):
    """Star Reach by somebody who leans in the lean pass, and then plays or only stands."""
    run, person = new_run(("star-reach",), seconds=seconds, **kwargs), Person()
    play_on(run, person, until=in_play())
    person.plays = plays
    play_on(run, person)
    return run, run.drain_events()


def test_nobody_on_the_board_freezes_the_game_and_it_goes_on_through_the_countdown():
    run, person = new_run(), Person()
    play_on(run, person, until=in_play(600))
    person.off = True
    play_on(run, person, until=lambda r: r.phase is Phase.PAUSED, seconds=1.0)
    frozen = (run.model.n_steps, run.model.score, run.model.state_bytes())
    play_on(run, person, seconds=3.0)
    assert (run.model.n_steps, run.model.score, run.model.state_bytes()) == frozen
    person.off = False
    seen = set()

    def playing_again(r):
        seen.add(r.phase)
        return r.phase is Phase.PLAY

    play_on(run, person, until=playing_again, seconds=30.0)
    assert Phase.COUNTDOWN in seen
    play_on(run, person)
    (result,) = run.results()
    assert result.seconds == 20.0
    assert len(result.pauses) == 1
    assert result.elapsed_s > result.active_s + 3.0


def test_feet_that_moved_bring_a_new_centre_into_the_same_game():
    run, person = new_run(seconds=30.0), Person()
    play_on(run, person, until=in_play(600))
    model, limits = run.model, run.activity.mapping.limits
    person.off = True
    play_on(run, person, seconds=2.0)
    person.off, person.centre = False, (40.0, 10.0)
    play_on(run, person, until=in_play(700), seconds=60.0)
    assert run.model is model
    moved = run.activity.mapping.limits
    assert moved.centre_mm[0] == pytest.approx(40.0, abs=3.0)
    assert moved.centre_mm != limits.centre_mm
    assert math.hypot(run.control.x_mm, run.control.y_mm) < 80.0


def test_gap_in_the_samples_freezes_the_game_at_its_beginning():
    run, person = new_run(), Person()
    play_on(run, person, until=in_play(600))
    before = run.model.n_steps
    person.seq += 50
    run.feed(person.sample())
    assert run.phase is Phase.PAUSED
    assert run.model.n_steps == before
    assert run.activity.pauses
    play_on(run, person)
    assert run.results()[0].seconds == 20.0


def test_silence_by_the_walls_clock_pauses_and_the_next_sample_ends_it():
    run, person = new_run(), Person()
    play_on(run, person, until=in_play(600))
    run.signal_age(0.19)
    assert run.phase is Phase.PLAY
    run.signal_age(0.21)
    assert run.phase is Phase.PAUSED
    play_on(run, person, until=in_play(0), seconds=10.0)


def test_silence_and_gap_give_the_same_course():
    samples, _ = tape()
    gap = range(len(samples) - 1000, len(samples) - 900)
    digests = []
    for by_clock in (True, False):
        run = new_run()
        for k, sample in enumerate(samples):
            if k == gap.start and by_clock:
                run.signal_age(1.0)
            if k not in gap:
                run.feed(sample)
        assert run.results()[0].pauses
        digests.append(run.results()[0].digest)
    assert digests[0] == digests[1]


def test_very_long_gap_is_not_stepped_through():
    run, person = new_run(), Person()
    play_on(run, person, until=in_play(600))
    person.seq += round(3600 * person.rate_hz)
    steps = []
    step = run.machine.step
    run.machine.step = lambda *args: (steps.append(1), step(*args))
    run.feed(person.sample())
    assert len(steps) <= LONGEST_GAP_S * STEPS_PER_S + 2


def test_samples_out_of_order_or_without_time_are_refused():
    run, person = new_run(), Person()
    play_on(run, person, seconds=2.0)
    time_s = run.time_s
    old = Person().sample()
    run.feed(old)
    run.feed(old.__class__(999, 0, math.nan, 0.0, 0.0, 700.0, 0.5, 0.5, 0.0, 0.0))
    assert run.n_samples_refused == 2
    assert run.time_s == time_s


def test_goal_in_every_phase():
    run, person = new_run(("star-reach",), seconds=10.0), Person()
    goals = {}

    def look(r):
        goals.setdefault((r.phase, r.machine.lean_direction), r.goal())
        return False

    assert math.isnan(run.goal().ml_mm)
    play_on(run, person, until=look)
    for direction in range(8):
        goal = goals[Phase.LIMITS, direction]
        away = goal.ml_mm - run.machine.centre_mm[0], goal.ap_mm - run.machine.centre_mm[1]
        assert math.hypot(*away) > 100.0
        assert math.atan2(*away) % math.tau == pytest.approx(direction * math.pi / 4.0)
    centre = run.machine.centre_mm
    for phase in (Phase.INSTRUCT, Phase.COUNTDOWN):
        goal = goals[phase, None]
        assert (goal.ml_mm, goal.ap_mm) == centre
    assert math.isnan(goals[Phase.SETTLE, None].ml_mm)


def test_goal_keeps_the_time_from_which_it_has_been_there():
    run, person = new_run(), Person()
    play_on(run, person, until=in_play(10))
    first = run.goal()
    run.feed(person.sample())
    assert run.goal() is first
    play_on(run, person, until=lambda r: r.goal() is not first, seconds=10.0)
    assert first.t_s < run.goal().t_s <= run.time_s


def test_state_counts_its_changes():
    run, person = new_run(("star-reach",)), Person()
    state = run.state()
    assert (state.rev, state.phase, state.title) == (1, Phase.SELF_CHECK, "Star Reach")
    assert run.state() is state
    revisions, states = [state.rev], [state]

    def look(r):
        revisions.append(r.state().rev)
        states.append(r.state())
        return False

    play_on(run, person, until=look)
    assert revisions == sorted(revisions)
    assert revisions[-1] < len(revisions) / 3
    assert revisions[-1] == len({s.rev for s in states})
    played = [s for s in states if s.phase is Phase.PLAY]
    assert {s.time_left_s for s in played} >= {float(k) for k in range(1, 21)}
    assert all(math.isfinite(s.target_radius_mm) for s in played)
    assert played[-1].trials > 0
    assert played[-1].limits_source == "lean pass"
    assert len(played[-1].limits_mm) == 8
    assert states[0].limits_mm == ()


def test_events_tell_of_session_and_game():
    run, person = new_run(), Person()
    play_on(run, person)
    events = run.drain_events()
    assert run.drain_events() == []
    assert [e.t_s for e in events] == sorted(e.t_s for e in events)
    kinds = {event.kind for event in events}
    assert {"session.phase", "session.centre", "game.trial_end", "game.fruit_caught"} <= kinds
    assert {e.data["game"] for e in events if e.kind.startswith("game.")} == {"orchard"}


def test_results_stand_at_every_moment():
    run, person = new_run(), Person()
    assert run.results() == []
    play_on(run, person, until=in_play(600))
    assert run.results()[0].seconds == pytest.approx(5.0, abs=0.02)
    run.end("The file is over.")
    assert run.finished
    assert run.state().reason == "The file is over."
    run.feed(person.sample())
    assert run.results()[0].seconds == pytest.approx(5.0, abs=0.02)


def test_last_session_and_range_shape_the_difficulty():
    options = RunOptions(last_difficulty={"orchard": 0.6}, frozen=True)
    run = new_run(options=options)
    play_on(run, Person())
    assert run.results()[0].difficulty == 0.6
    run = new_run(options=RunOptions(max_difficulty=0.1))
    play_on(run, Person())
    assert run.results()[0].difficulty <= 0.1


def test_three_misses_offer_a_rest():
    run, events = leans_then(plays=False)
    offers = [event for event in events if event.kind == "game.offer_rest"]
    assert len(offers) == run.results()[0].trials // 3 > 0
    assert run.activity.rest_offered


def test_misses_without_the_marker_offer_a_rest_too():
    # The hardest stars go by fastest; from the ninth on one in three is reached for unseen.
    options = RunOptions(start_difficulty=1.0, frozen=True)
    run, events = leans_then(plays=False, seconds=100.0, options=options)
    (result,) = run.results()
    assert sum(not trial.graded for trial in result.trial_list) >= 1
    offers = [event for event in events if event.kind == "game.offer_rest"]
    assert len(offers) == result.trials // 3 >= 3


@pytest.mark.parametrize(
    ("games", "seconds", "words"),
    [
        ([], None, "No game"),
        (["orchid"], None, "Did you mean orchard"),
        (["orchard"], 0.0, "must last longer"),
        (["orchard"], math.nan, "must last longer"),
    ],
)
def test_refuses_what_cannot_be_played(games, seconds, words):
    with pytest.raises(ConfigError, match=words):
        GameRun(board(), games, seconds=seconds)


def test_once_more_goes_on_where_it_ended_with_another_course():
    run = new_run(["orchard", "star-reach", "orchard"], options=RunOptions(frozen=True))
    person = Person()
    play_on(run, person, until=in_play())
    assert run.command(Command("1", "harder")) == "accepted"
    play_on(run, person)
    first, other, second = run.results()
    assert first.difficulty > other.difficulty
    assert second.difficulty == first.difficulty
    assert (first.seed, other.seed, second.seed) == (1, 1, 2)
    assert second.digest != first.digest
