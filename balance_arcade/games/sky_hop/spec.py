"""Words and rules of Sky Hop.

Events beside the common ones: ``game.stand_still``; ``game.method_told`` (once: how heights are
told on this board, ``rate_hz`` and ``doubt_m``); ``game.leap_free``, ``game.cloud_waits`` (with
``height_m`` and ``half_m``), ``game.landed``, ``game.leap_measured``, ``game.cloud_reached``,
``game.over_cloud`` and ``game.under_cloud`` (with ``height_m``), ``game.no_leap``,
``game.not_told`` (with ``why``, and the name of the reason as a flag), ``game.too_slow`` (with
``why``), ``game.breathe``; with a beat ``game.count_in`` (with ``beat_s`` and ``band``),
``game.beat`` (``counting_in`` at first), ``game.hop`` (with ``interval_s`` and ``in_time``),
``game.rhythm_kept`` and ``game.rhythm_rests``.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.modes import GameMode
from balance_arcade.games.sounds import Tone

RHYTHM: Final = "rhythm"

BAND: Final = LevelAxis("half of the cloud", "share of own best", 0.24, 0.03)
LOWEST: Final = LevelAxis("lowest cloud", "share of own best", 0.75, 0.45)
HIGHEST: Final = LevelAxis("highest cloud", "share of own best", 0.85, 0.95)
OFF_BEAT: Final = LevelAxis("off the beat", "share of the beat", 0.24, 0.03)
HOPS: Final = LevelAxis("hops", "hops", 4.0, 10.0)

KEPT: Final = Keepsake(
    "star",
    msgid("A new star stands over your clouds"),
    (
        (0.130, 0.250),
        (0.240, 0.160),
        (0.075, 0.400),
        (0.310, 0.280),
        (0.690, 0.350),
        (0.925, 0.420),
        (0.200, 0.360),
        (0.780, 0.430),
        (0.350, 0.130),
        (0.860, 0.340),
        (0.050, 0.240),
        (0.290, 0.420),
        (0.720, 0.250),
        (0.160, 0.490),
        (0.900, 0.520),
        (0.340, 0.500),
    ),
)

SPEC: Final = GameSpec(
    name="sky-hop",
    title="Sky Hop",
    purpose="Jumping to a height that is asked for, and in time",
    reads="the load: weight at rest, push, flight and landing of every jump",
    instruction="Stand still. Then leap into the cloud.",
    safety_class="C",
    needs_limits=False,
    default_seconds=240.0,
    scenery="a hill above the clouds at daybreak",
    scenes=("snow range", "sea cliff"),
    looks=("sunset", "moonlight"),
    axes=(BAND, LOWEST, HIGHEST, OFF_BEAT, HOPS),
    event_words={
        "game.stand_still": "Stand still for a moment",
        "game.leap_free": "Leap as high as you like",
        "game.cloud_waits": "Leap into the cloud",
        "game.landed": "Stand still again",
        "game.leap_measured": "That is your sky",
        "game.cloud_reached": "Into the cloud",
        "game.over_cloud": "Over the cloud. Another one comes",
        "game.under_cloud": "Under the cloud. Another one comes",
        "game.no_leap": "Another cloud will come",
        "game.not_told": "Once more, from standing still",
        "game.not_told.double": "One leap at a time, please",
        "game.not_told.beside": "Land in the middle, please",
        "game.not_told.off": "Step back on when you like",
        "game.breathe": "Breathe. The sky has time",
        "game.beat": "Hop to the beat",
        "game.beat.counting_in": "Listen to the beat",
        "game.rhythm_kept": "The beat was kept",
        "game.rhythm_rests": "Another beat will come",
    },
    cues={
        "game.leap_free": "appear",
        "game.cloud_waits": "appear",
        "game.landed": Tone((-5, 0), 0.5, attack_s=0.02, volume=0.4),
        "game.leap_measured": "reward",
        "game.cloud_reached": Tone((0, 3, 5, 8), 1.2, spread_s=0.12, volume=0.55),
        "game.over_cloud": "gentle",
        "game.under_cloud": "gentle",
        "game.no_leap": "gentle",
        "game.not_told": "gentle",
        "game.beat": Tone((5,), 0.25, attack_s=0.012, volume=0.5),
        "game.beat.counting_in": Tone((3,), 0.25, attack_s=0.012, volume=0.45),
        "game.rhythm_kept": "whole",
        "game.rhythm_rests": "gentle",
    },
    root_hz=185.0,
    bed=Bed(mode=1, beats_a_minute=54.0, timbre="glass"),
    keepsake=KEPT,
    movement="land",
    leaves_board=True,
    modes=(
        GameMode("heights", "leaps to heights that are shares of the own highest"),
        GameMode(
            RHYTHM,
            "hops to a beat, one after the other",
            instruction=msgid("Listen first. Then hop to the beat."),
        ),
    ),
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.sky_hop.model:Model",
    view="balance_arcade.games.sky_hop.view:View",
    contract=1,
)
