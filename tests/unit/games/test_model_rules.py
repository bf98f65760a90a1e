"""Rules that every game keeps, whoever plays."""

import hashlib
import math

import pytest

from balance_arcade.core.errors import ConfigError
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.registry import game_entry, game_spec, known_games, make_model
from balance_arcade.games.scoring import net_score, stars, summarise
from balance_arcade.testing import game_play
from balance_arcade.testing.game_play import as_asked

GAMES = known_games()


def play(name, player, *, seconds=60.0, difficulty=0.3, seed=3, **options):
    """Play; the player gets the model and gives (x, y), or all that the model hears, or None.

    None is where and as the game wants.

    Returns model, trials, events, digest.
    """
    model = make_model(name, GameOptions(seed=seed, difficulty=difficulty, **options))
    digest = hashlib.sha256()
    trials, events = [], []
    for k in range(round(seconds * STEPS_PER_S)):
        model.step(control_of(model, player(model), k / STEPS_PER_S))
        digest.update(model.state_bytes())
        trials += model.drain_trials()
        events += model.drain_events()
    return model, trials, events, digest.hexdigest()


def control_of(model, place, t_s):
    """What the model hears; only who plays well does with their feet what a game asks for."""
    if isinstance(place, ControlInput):
        return place
    if place is None:
        return as_asked(model, t_s, *(model.goal() or (0.0, 0.0)))
    x, y = place
    return ControlInput(t_s, x, y, 80.0 * x, 80.0 * y, math.hypot(x, y))


def ideal(_model):
    return None


def still(_model):
    return 0.0, 0.0


def restless(model):
    """Never comes to rest, and never leans anywhere in particular."""
    t = model.n_steps / STEPS_PER_S
    # A little at first, while a game learns the person; then much more.
    size = 0.02 if t < 10.0 else 0.2
    return size * math.sin(3.0 * t), size * math.cos(3.0 * t)


def never_steady(model):
    """Land, and swing on and on."""
    return game_play.restless(model, model.n_steps / STEPS_PER_S, stumbles=False)


def lopsided(_model):
    """Keeps most of the load on the right."""
    return 0.6, 0.0


def never_jumps(model):
    """Stand still, whatever is asked for."""
    return game_play.still(model, model.n_steps / STEPS_PER_S)


LAZY = {
    "calm-lantern": restless,
    "even-keel": lopsided,
    "stick-the-landing": never_steady,
    "sky-hop": never_jumps,
}
"""Who does not do what a game asks for: most ask for a lean, others for stillness or evenness."""


def script(model):
    """Plays well for eight seconds, then draws a slow figure of eight for as long, and so on."""
    t = model.n_steps / STEPS_PER_S
    if model.spec.leaves_board:
        return game_play.dreamy(model, t)
    if t % 16.0 < 8.0:
        return ideal(model)
    return 0.7 * math.sin(0.9 * t), 0.5 * math.sin(1.8 * t)


@pytest.mark.parametrize("name", GAMES)
def test_ideal_player_succeeds_and_lazy_player_does_not(name):
    model, *_ = play(name, ideal)
    assert model.trials >= 5
    assert model.score >= 0.8
    model, *_ = play(name, LAZY.get(name, still))
    assert model.trials >= 2
    assert model.score <= 0.1


SCRIPTED = {
    "calm-lantern": (6, 3),
    "even-keel": (5, 3),
    "orchard": (15, 8),
    "ferry-crossing": (7, 5),
    "star-reach": (14, 12),
    "marble-maze": (6, 4),
    "bubble-river": (6, 3),
    "star-reach-react": (13, 13),
    "echo": (4, 4),
    "slalom": (16, 12),
    "flamingo-ladder": (9, 4),
    "stick-the-landing": (15, 8),
    "sky-hop": (5, 4),
}


@pytest.mark.parametrize("name", GAMES)
def test_scripted_control_gives_a_fixed_score(name):
    model, trials, _, digest = play(name, script)
    assert (model.trials, model.successes) == SCRIPTED[name]
    assert len(trials) == model.trials
    assert sum(trial.success for trial in trials) == model.successes
    assert digest == play(name, script)[3]


@pytest.mark.parametrize("name", GAMES)
def test_another_seed_is_another_game(name):
    assert play(name, ideal, seed=1)[3] != play(name, ideal, seed=2)[3]


@pytest.mark.parametrize("name", GAMES)
def test_ten_minutes_at_the_hardest_level_stay_sound(name):
    model, trials, _, _ = play(name, ideal, seconds=600.0, difficulty=1.0)
    # Ten minutes of holds on one leg, the longest that any game asks for, are fewer.
    assert model.trials == len(trials) > 35
    assert 0.0 <= model.score <= 1.0
    assert model.n_steps == 600 * STEPS_PER_S


@pytest.mark.parametrize("name", GAMES)
def test_every_trial_begins_ends_and_is_measured(name):
    model, trials, events, _ = play(name, script)
    kinds = [event.kind for event in events]
    assert kinds.count("game.trial_end") == model.trials
    assert kinds.count("game.trial_start") - model.trials in {0, 1}
    assert [trial.index for trial in trials] == list(range(model.trials))
    summary = summarise(trials)
    assert {"max_reach_share", "ml_range_mm", "ap_range_mm"} <= set(summary)
    assert all(math.isfinite(value) for value in summary.values())


@pytest.mark.parametrize("name", GAMES)
def test_first_trials_are_easy_and_only_their_failures_count(name):
    _, trials, _, _ = play(name, ideal, difficulty=0.8, seconds=90.0)
    assert [trial.difficulty for trial in trials[:3]] == [0.05] * 3
    assert not any(trial.graded for trial in trials[:3] if trial.success)
    assert trials[3].difficulty == 0.8
    lazy = LAZY.get(name, still)
    _, trials, _, _ = play(name, lazy, difficulty=0.8, seconds=90.0, feedback="full")
    assert all(trial.graded for trial in trials)


@pytest.mark.parametrize("name", GAMES)
def test_difficulty_waits_for_the_next_trial(name):
    model = make_model(name, GameOptions(seed=1, difficulty=0.5))
    goals = []
    for harder in (False, True):
        model = make_model(name, GameOptions(seed=1, difficulty=0.5))
        for k in range(360):
            model.step(ControlInput(k / STEPS_PER_S, 0.0, 0.0))
            if harder and k == 300:
                model.set_difficulty(1.0)
        goals.append((model.goal(), model.goal_radius, model.state_bytes()))
    assert repr(goals[0]) == repr(goals[1])
    assert model.difficulty == 1.0


@pytest.mark.parametrize("name", GAMES)
def test_nothing_but_numbers_moves_the_person(name):
    model = make_model(name, GameOptions(seed=1))
    model.step(ControlInput(0.0, 0.4, 0.1))
    for x, y, on_board in [(math.nan, 0.0, True), (math.inf, 1.0, True), (0.9, 0.9, False)]:
        model.step(ControlInput(0.0, x, y, on_board=on_board))
        assert (model.x, model.y) == (0.4, 0.1)
    model.step(ControlInput(0.0, 30.0, 40.0))
    assert (model.x, model.y) == pytest.approx((0.72, 0.96))


@pytest.mark.parametrize("name", GAMES)
def test_words_fit_the_screen(name):
    spec = game_spec(name)
    assert spec.name == name
    assert 3 <= len(spec.instruction.split()) <= 8
    for word in ("hip", "foot", "feet", "leg", "knee", "ankle", "body", "fail", "wrong"):
        assert word not in f"{spec.instruction} {' '.join(spec.event_words.values())}".lower()
    assert spec.axis(spec.axes[0].name) is spec.axes[0]
    with pytest.raises(KeyError):
        spec.axis("colour")


def _plays(name):
    """Events of one play after another, by players who do different things."""
    for seed in (1, 2):
        for player in (LAZY.get(name, restless), ideal, script, still):
            yield play(name, player, seed=seed, seconds=90.0, difficulty=0.7)[2]
    for mode in game_spec(name).modes[1:]:
        for player in (game_play.bobbing, game_play.still):
            yield game_play.play(game_entry(name), player, 60.0, mode=mode.name).events
    if game_spec(name).leaves_board:
        yield game_play.play(game_entry(name), game_play.stepping, 60.0).events


def test_captions_name_events_that_happen():
    for name in GAMES:
        words, seen = set(game_spec(name).event_words), set()
        for events in _plays(name):
            seen |= {event.kind for event in events}
            # A caption may ask for more: KIND.hidden for an event that says hidden=True.
            seen |= {
                f"{event.kind}.{word}"
                for event in events
                for word, value in event.data.items()
                if value is True
            }
            if words <= seen:
                break
        assert words <= seen, f"{name} never tells {words - seen}."


def test_unknown_game_names_the_known_ones():
    with pytest.raises(ConfigError, match=r"Did you mean star-reach.*orchard"):
        make_model("star-reech")


def test_score_and_stars():
    assert net_score(0, 0) == 0.0
    assert [stars(s) for s in (0.0, 0.25, 0.5, 0.74, 0.75, 1.0)] == [0, 1, 2, 2, 3, 3]
