"""Writes frames into a film: a child process, ffmpeg, is fed their raw pixels.

The options are those of ffmpeg's documentation (https://ffmpeg.org/ffmpeg-formats.html, rawvideo
and mov/mp4): ``-f rawvideo -pix_fmt rgb24`` in, ``yuv420p`` out, which every player shows, and
``+faststart``, so that a film plays while it is still being fetched. No encoder is named: ffmpeg
takes the one for MP4 that it was built with.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from balance_arcade.core.errors import ConfigError, RecordingError

PART: Final = ".part"
END_S: Final = 120.0
"""How long ffmpeg may take for the end of a film, which it writes once more from the beginning."""

_KILLED = "It was ended from outside."


def find_ffmpeg() -> str:
    """Find the program that writes films: on the path, or that of the package imageio-ffmpeg.

    Raises
    ------
    ConfigError
        There is none; the hint says what to install.
    """
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        raise ConfigError(
            "A film needs the program ffmpeg, and it is not on this computer.",
            hint="Install ffmpeg (apt, dnf, brew or winget install ffmpeg), or its package:"
            " pip install 'balance-arcade[video]'.",
        ) from None


class Film:
    """An MP4 file that is being written; it gets its name once it is whole.

    Parameters
    ----------
    path : Path
        The film to be; replaced if it is there.
    size : tuple of int
        Pixels of a frame, both even.
    fps : float
        Frames a second.
    ffmpeg : str, optional
        The program; `find_ffmpeg` by default.

    Raises
    ------
    ConfigError
        There is no ffmpeg.
    RecordingError
        From every method: ffmpeg cannot be started or has ended, for example because the disk is
        full. Nothing is left of the film then.

    Examples
    --------
    >>> with Film(Path("a.mp4"), (2, 2), 30.0) as film:  # doctest: +SKIP
    ...     film.write(bytes(12))
    """

    def __init__(
        self, path: Path, size: tuple[int, int], fps: float, *, ffmpeg: str | None = None
    ) -> None:
        self.path = path
        self.n_frames = 0
        self._part = path.with_name(path.name + PART)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the film
        words = [ffmpeg or find_ffmpeg(), "-hide_banner", "-loglevel", "error", "-y"]
        words += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}"]
        words += ["-r", f"{fps:g}", "-i", "pipe:0", "-an", "-pix_fmt", "yuv420p"]
        words += ["-movflags", "+faststart", "-f", "mp4", str(self._part)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the words are ours
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                # A file and no pipe: a pipe that nobody reads would fill up and hold it.
                stderr=self._said,
                start_new_session=True,  # Ctrl-C is ours; ffmpeg ends with its input.
            )
        except OSError as error:
            self._said.close()
            raise RecordingError(
                f"ffmpeg cannot be started: {error.strerror}.", hint=f"Look at {words[0]}."
            ) from error

    def write(self, rgb: bytes) -> None:
        """Add a frame: rows from the top, three bytes a pixel."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(rgb)
        except OSError as error:
            raise self._failed() from error
        self.n_frames += 1

    def finish(self) -> Path:
        """End the film and give it its name."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
            code = self._process.wait(END_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._failed() from error
        if code != 0:
            raise self._failed()
        try:
            os.replace(self._part, self.path)
        except OSError as error:
            raise RecordingError(
                f"The film {self.path} cannot be written ({error.strerror}).",
                hint="Check the folder and the space on the disk.",
            ) from error
        self._said.close()
        return self.path

    def abandon(self) -> None:
        """End ffmpeg and leave nothing of the film; in any state, any number of times."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # What is buffered has nobody to go to.
                self._process.stdin.close()
        self._said.close()
        self._part.unlink(missing_ok=True)

    def _failed(self) -> RecordingError:
        """Say why ffmpeg has ended, in its own last words."""
        self._process.kill()  # One that hangs would never be through.
        code = self._process.wait()
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").splitlines()
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        full = any("No space left" in line for line in lines)
        why = "The disk is full." if full else said or (_KILLED if code < 0 else f"Code {code}.")
        return RecordingError(
            f"The film {self.path} was not written, because ffmpeg has ended. {why}",
            hint="Make room, or name a file on another disk." if full else "Nothing is left of it.",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if exc is None:
                self.finish()
        finally:
            self.abandon()
