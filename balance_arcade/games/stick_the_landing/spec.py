"""Words and rules of Stick the Landing.

Events beside the common ones: ``game.step_off`` (the board is to be empty), ``game.hop_on`` (with
the load that counts as contact, ``contact_n``), ``game.landed``, ``game.steady`` (with ``time_s``),
``game.still_moving``, ``game.off_again``, ``game.stepped_up`` (a step up and no landing; its
``number`` in this trial, and whether a hop is ``shown`` by a figure from now on),
``game.not_landed`` (``why``: too many of them end the trial), ``game.too_soon`` (on the board
again before it was weighed), ``game.peak_not_told`` (``why``).
"""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.games.bed import Bed
from balance_arcade.games.contract import GameSpec, LevelAxis
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.keepsake import Keepsake
from balance_arcade.games.sounds import Tone

LIMIT: Final = LevelAxis("time until steady", "s", 5.0, 0.45)

KEPT: Final = Keepsake(
    "ring",
    msgid("A new ring stays on your floor"),
    (
        (0.110, 0.240),
        (0.890, 0.780),
        (0.110, 0.800),
        (0.890, 0.260),
        (0.060, 0.460),
        (0.940, 0.550),
        (0.170, 0.920),
        (0.830, 0.910),
        (0.170, 0.120),
        (0.830, 0.150),
        (0.050, 0.660),
        (0.950, 0.400),
        (0.050, 0.120),
        (0.950, 0.920),
        (0.170, 0.600),
        (0.840, 0.620),
    ),
)

SPEC: Final = GameSpec(
    name="stick-the-landing",
    title="Stick the Landing",
    purpose="Landing on the board, and being steady soon",
    reads="the load: contact, and time until it stays within 5 % of the body weight",
    instruction="Step off. Hop on. Let the rings settle.",
    safety_class="C",
    needs_limits=False,
    default_seconds=300.0,
    scenery="gym floor in the evening",
    scenes=("beach court", "park lawn"),
    looks=("cherry", "slate"),
    axes=(LIMIT,),
    event_words={
        "game.step_off": "Step off gently",
        "game.hop_on": "Hop on when you like",
        "game.hop_on.shown": "Hop on like the figure",
        "game.stepped_up": "That was a step. Please hop on",
        "game.stepped_up.shown": "That was a step. Watch the figure hop",
        "game.not_landed": "Take your time. Another one will come",
        "game.too_soon": "Wait beside the board for the tone",
        "game.landed": "Landed. Let it settle",
        "game.steady": "The rings are still",
        "game.still_moving": "Still rippling. Another one will come",
        "game.off_again": "Take your time. Another one will come",
    },
    cues={
        "game.step_off": Tone((5, 2), 0.8, spread_s=0.16, volume=0.35),
        "game.hop_on": "appear",
        "game.hop_on.shown": "appear",
        "game.stepped_up": "gentle",
        "game.stepped_up.shown": "gentle",
        "game.not_landed": "gentle",
        "game.too_soon": "gentle",
        "game.landed": Tone((-5, 0), 0.5, attack_s=0.02, volume=0.45),
        "game.steady": "reward",
        "game.still_moving": "gentle",
        "game.off_again": "gentle",
    },
    root_hz=164.81,
    bed=Bed(mode=2, beats_a_minute=58.0, timbre="wood"),
    keepsake=KEPT,
    movement="hop_on",
    leaves_board=True,
)

GAME: Final = GameEntry(
    spec=SPEC,
    model="balance_arcade.games.stick_the_landing.model:Model",
    view="balance_arcade.games.stick_the_landing.view:View",
    contract=1,
)
