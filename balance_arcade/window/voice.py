"""Says aloud what to do, by a program of the computer's own; captions stay whatever comes of it.

Advice on games for older people is wary of synthetic speech (IJsselsteijn and others, Digital game
design for elderly users, 2007), so it speaks slowly, one sentence, and only what stands on the
screen; key and setting take it away. No frame waits for it: each sentence has a thread that starts
the program and waits for its end.

Sources: espeak-ng 1.51, ``espeak-ng --help``; say(1) of macOS; ``SpeechSynthesizer`` of .NET's
``System.Speech``, whose ``SelectVoiceByHints`` takes two-letter languages.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

WORDS_A_MINUTE: Final = 135
"""Calm: the programs' own pace is about 175."""

_PATIENCE_S: Final = 5.0

# Voices that macOS brings for our languages; another one is the system's own.
_OF_MACOS: Final = {"en": "Samantha", "de": "Anna", "es": "Mónica"}

# Read from its input and not from its arguments, where a sentence would be a part of the program.
_POWERSHELL: Final = (
    "[Console]::InputEncoding=[Text.Encoding]::UTF8;"
    "Add-Type -AssemblyName System.Speech;"
    "$voice=New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$voice.Rate=-2;"
    "try{{$voice.SelectVoiceByHints('NotSet','NotSet',0,'{language}')}}catch{{}};"
    "$voice.Speak([Console]::In.ReadToEnd())"
)

_log = logging.getLogger(__name__)


class Speaking(Protocol):
    """A program that speaks."""

    def terminate(self) -> None:
        """Fall silent."""
        ...

    def wait(self) -> int:
        """Wait for the end, and return how it ended."""
        ...


Starter = Callable[[Sequence[str], str], Speaking]
"""Starts a command that reads a text from its input."""


@dataclass(frozen=True, slots=True)
class Speech:
    """A program that can speak.

    Attributes
    ----------
    name : str
        Of the program.
    path : str
        Where it is.
    """

    name: str
    path: str

    def command(self, language: str) -> list[str]:
        """Command that speaks what it reads.

        Parameters
        ----------
        language : str
            Two letters, one of `balance_arcade.core.words.known_languages`.

        Examples
        --------
        >>> Speech("espeak-ng", "/usr/bin/espeak-ng").command("de")
        ['/usr/bin/espeak-ng', '-v', 'de', '-s', '135', '-b', '1', '--stdin']
        """
        if self.name == "say":
            voice = _OF_MACOS.get(language)
            chosen = ["-v", voice] if voice else []
            return [self.path, *chosen, "-r", str(WORDS_A_MINUTE), "-f", "-"]
        if self.name == "powershell":
            script = _POWERSHELL.format(language=language)
            return [self.path, "-NoProfile", "-NonInteractive", "-Command", script]
        return [self.path, "-v", language, "-s", str(WORDS_A_MINUTE), "-b", "1", "--stdin"]


def find_speech(
    platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which
) -> Speech | None:
    """Find a program that speaks; None where there is none.

    Examples
    --------
    >>> find_speech("linux", {"espeak-ng": "/usr/bin/espeak-ng"}.get).name
    'espeak-ng'
    >>> find_speech("darwin", {}.get) is None
    True
    """
    own = {"darwin": ("say",), "win32": ("powershell",)}.get(platform, ())
    for name in (*own, "espeak-ng", "espeak"):
        path = which(name)
        if path:
            return Speech(name, path)
    return None


def start_speaking(command: Sequence[str], text: str) -> subprocess.Popen[bytes]:
    """Start a program and give it a text.

    Raises
    ------
    OSError
        It cannot be started, or has ended before it read the text.
    """
    process = subprocess.Popen(  # noqa: S603 - a program that was found on the path
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is the window's.
    )
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(text.encode() + b"\n")
    return process


class _Sentence:
    """One sentence that is being said."""

    def __init__(self, command: Sequence[str], text: str, start: Starter) -> None:
        self._command, self._text, self._start = command, text, start
        # Guards what follows; nothing is started or waited for under it.
        self._lock = threading.Lock()
        self._process: Speaking | None = None
        self._is_stopped = False
        self.fault = ""
        self._thread = threading.Thread(target=self._speak, name="voice", daemon=True)
        self._thread.start()

    @property
    def is_heard(self) -> bool:
        return self._thread.is_alive() and not self._is_stopped

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            process = self._process
        if process is not None:
            process.terminate()

    def join(self) -> None:
        self._thread.join(_PATIENCE_S)

    def _speak(self) -> None:
        try:
            process = self._start(self._command, self._text)
        except OSError as error:
            self.fault = error.strerror or str(error)
            return
        with self._lock:
            self._process = process
            is_late = self._is_stopped
        if is_late:
            process.terminate()
        code = process.wait()
        if code and not self._is_stopped:
            self.fault = f"it ended with {code}"


class Voice:
    """Says one sentence at a time.

    Parameters
    ----------
    speech : Speech or None
        The program; silent without one.
    start : callable
        Starts it.

    Examples
    --------
    >>> Voice(None).say("Step on when you are ready", "en")
    False
    """

    def __init__(self, speech: Speech | None, *, start: Starter = start_speaking) -> None:
        self._speech, self._start = speech, start
        self._sentence: _Sentence | None = None

    @property
    def is_speaking(self) -> bool:
        """Whether a sentence is being said."""
        return self._sentence is not None and self._sentence.is_heard

    def say(self, text: str, language: str) -> bool:
        """Say a sentence instead of the one before; whether anything can be said.

        A program that failed is not asked again: captions have said everything anyway.
        """
        self.stop()
        if self._sentence is not None and self._sentence.fault and self._speech is not None:
            name, fault = self._speech.name, self._sentence.fault
            _log.warning("instructions are not said aloud: %s failed (%s)", name, fault)
            self._speech = None
        if self._speech is None or not text:
            return False
        self._sentence = _Sentence(self._speech.command(language), text, self._start)
        return True

    def stop(self) -> None:
        """Fall silent."""
        if self._sentence is not None:
            self._sentence.stop()

    def close(self) -> None:
        """Fall silent, and wait for the program's end; harmless a second time."""
        self.stop()
        if self._sentence is not None:
            self._sentence.join()
