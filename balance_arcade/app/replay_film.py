"""A replay as a film: the picture of `balance_arcade.app.replay_window`, frame after frame."""

from __future__ import annotations

import math
from pathlib import Path

from balance_arcade.app.film import Film
from balance_arcade.app.replay_view import ReplayView
from balance_arcade.games.kit import NIGHT
from balance_arcade.window.display import open_display
from balance_arcade.window.manners import dressed
from balance_arcade.window.replay_picture import ReplayPicture, rgb_pixels


def film_replay(
    view: ReplayView,
    path: Path,
    *,
    fps: float = 30.0,
    size: tuple[int, int] = (1280, 720),
    speed: float = 1.0,
    ffmpeg: str | None = None,
) -> int:
    """Write a replay into an MP4, from where it stands to its end.

    Parameters
    ----------
    view : ReplayView
        Of the session.
    path : Path
        The film to be.
    fps : float
        Frames a second.
    size : tuple of int
        Pixels, both even.
    speed : float
        Seconds of the session in a second of the film.
    ffmpeg : str, optional
        The program; looked for otherwise.

    Returns
    -------
    int
        How many frames it has.

    Raises
    ------
    ConfigError
        There is no ffmpeg.
    RecordingError
        It has ended early; nothing is left of the film.
    """
    replay = view.replay
    with Film(path, size, fps, ffmpeg=ffmpeg) as film:
        display = open_display(size, headless=True)
        picture = ReplayPicture(size, dressed(NIGHT, replay.run.options.screen, display))
        try:
            first_s = replay.time_s
            n_frames = math.ceil((replay.end_s - first_s) * fps / speed) + 1
            for k in range(n_frames):
                replay.go_to(min(replay.end_s, first_s + k * speed / fps))
                picture.draw(display.surface, view.screen(speed))
                film.write(rgb_pixels(display.surface))
        finally:
            picture.close()
            display.close()
    return film.n_frames
