"""What the arcade sounds like: soft synthesised tones, each with words beside it."""

from balance_arcade.window.sound.cues import CUES, Cue, cue_for, cues_of, streak_cue
from balance_arcade.window.sound.lean import LeanEnd, LeanListener, lean_place
from balance_arcade.window.sound.music import Music
from balance_arcade.window.sound.player import SoundPlayer, goes_nowhere

__all__ = ["CUES", "Cue", "LeanEnd", "LeanListener", "Music", "SoundPlayer", "cue_for", "cues_of"]
__all__ += ["goes_nowhere", "lean_place", "streak_cue"]
