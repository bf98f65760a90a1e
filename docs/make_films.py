"""Films twenty seconds of each game, from the frames that the patient would see.

`docs/make_pictures.py` uses it; an animated WebP each, which a browser and GitHub show in a page.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pygame

from balance_arcade.app.film import find_ffmpeg

FILM_SIZE = (640, 360)
FILM_FPS = 12.5
FILM_S = 20.0
QUALITY = 50
"""Of libwebp, 0 to 100: the smallest at which thin rings and letters are clean."""

FROM_S = {
    "calm-lantern": 21.0,
    "even-keel": 10.0,
    "orchard": 8.0,
    "ferry-crossing": 14.0,
    "star-reach": 18.0,
    "marble-maze": 10.0,
    "bubble-river": 8.0,
    "star-reach-react": 12.0,
    "echo": 15.0,
    "slalom": 8.0,
    "flamingo-ladder": 12.0,
    "stick-the-landing": 12.0,
    "sky-hop": 22.0,
}
"""Game time from which a game is filmed; each is played 45 s for the pictures."""


class Filmer:
    """Takes a game's frames while they pass, and writes its film after the last.

    Parameters
    ----------
    folder : Path
        Films are written here, as ``GAME.webp``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._frames: dict[str, list[bytes]] = {}
        self.written: dict[str, int] = {}

    def look(self, game: str, played_s: float, surface: pygame.Surface) -> None:
        """Take the frame of a moment of a game, if it is due."""
        frames = self._frames.setdefault(game, [])
        n_frames = round(FILM_S * FILM_FPS)
        due_s = FROM_S[game] + len(frames) / FILM_FPS
        if game in self.written or played_s < due_s:
            return
        small = pygame.transform.smoothscale(surface, FILM_SIZE)
        frames.append(pygame.image.tobytes(small, "RGB"))
        if len(frames) == n_frames:
            self.written[game] = self._write(game, frames)
            frames.clear()

    def _write(self, game: str, frames: list[bytes]) -> int:
        """Write a film; returns its bytes."""
        file = self._folder / f"{game}.webp"
        words = [find_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y"]
        words += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{FILM_SIZE[0]}x{FILM_SIZE[1]}"]
        words += ["-r", f"{FILM_FPS:g}", "-i", "pipe:0", "-c:v", "libwebp_anim", "-loop", "0"]
        words += ["-quality", str(QUALITY), "-compression_level", "5", str(file)]
        subprocess.run(words, input=b"".join(frames), check=True)
        size = file.stat().st_size
        print(f"film: {file.name}, {size / 1000:.0f} kB", file=sys.stderr)
        return size
