"""What music costs: rendering a second of each place's bed, and what a frame does for it.

Run with ``python benchmarks/bench_music.py [--json]``. Rendering is the music thread's, a frame's
part is the window's; both are processor time. The mixer plays into nothing.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from balance_arcade.games.bed import bed_for
from balance_arcade.games.registry import game_spec, known_games
from balance_arcade.window.sound import SoundPlayer
from balance_arcade.window.sound.bed_wave import CHUNK, BedRenderer
from balance_arcade.window.sound.score import Score
from balance_arcade.window.sound.tones import RATE_HZ

N_CHUNKS = 60
N_FRAMES = 600


def render_ms(game: str) -> float:
    """Processor time to render a second of a bed at its fullest, in milliseconds."""
    spec = game_spec(game)
    bed = bed_for(game, spec.bed)
    score = Score(bed, spec.root_hz, 1)
    for k in range(60):
        score.hear(3.0 * k, success=True)
    renderer = BedRenderer(score, bed.timbre)
    start_s = time.process_time()
    for _ in range(N_CHUNKS):
        renderer.chunk()
    return (time.process_time() - start_s) * 1e3 / (N_CHUNKS * CHUNK / RATE_HZ)


def frame_us() -> float:
    """Processor time of the frame thread for one frame of music, in microseconds."""
    player = SoundPlayer(game_spec("orchard"))
    music = player.music(1)
    music.place(game_spec("orchard"))
    spent_s = 0.0
    for k in range(N_FRAMES):
        start_s = time.thread_time()
        music.frame(k / 60.0, wanted=True, ducked=False)
        spent_s += time.thread_time() - start_s
        time.sleep(1.0 / 60.0)
    player.close()
    return spent_s / N_FRAMES * 1e6


def main() -> None:
    """Print the costs."""
    rows = [{"game": game, "render_ms_a_s": round(render_ms(game), 2)} for game in known_games()]
    frame = {"frame_us": round(frame_us(), 1)}
    if "--json" in sys.argv[1:]:
        print(json.dumps({"rows": rows, **frame}))
        return
    for row in rows:
        print(f"{row['game']:20} {row['render_ms_a_s']:6.2f} ms for each second")
    print(f"frame                {frame['frame_us']:6.1f} us")


if __name__ == "__main__":
    main()
