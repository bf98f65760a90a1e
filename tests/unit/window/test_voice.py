"""Instructions said aloud: by a child that nobody waits for, stopped in time."""

from __future__ import annotations

import shutil
import threading

import pytest

from balance_arcade.commands.checks import check_voice
from balance_arcade.window.voice import Speech, Voice, find_speech, start_speaking

ESPEAK = Speech("espeak-ng", "/usr/bin/espeak-ng")


class FakeProcess:
    """Speaks until it is stopped, or ends with a code."""

    def __init__(self, code=None):
        self.code, self.over, self.terminated = code, threading.Event(), False
        if code is not None:
            self.over.set()

    def terminate(self):
        self.terminated = True
        self.code = -15
        self.over.set()

    def wait(self):
        assert self.over.wait(60.0)
        return self.code


class Starter:
    def __init__(self, code=None):
        self.code, self.said, self.processes = code, [], []
        self.started = threading.Event()

    def __call__(self, command, text):
        self.said.append((list(command), text))
        self.processes.append(FakeProcess(self.code))
        self.started.set()
        return self.processes[-1]

    def wait(self):
        assert self.started.wait(60.0)
        self.started.clear()


def test_a_sentence_is_said_in_a_language_and_stopped():
    start = Starter()
    voice = Voice(ESPEAK, start=start)
    assert voice.say("Steigen Sie auf", "de")
    start.wait()
    assert voice.is_speaking
    command, text = start.said[0]
    assert command[:3] == ["/usr/bin/espeak-ng", "-v", "de"]
    assert text == "Steigen Sie auf"
    assert "Steigen Sie auf" not in command
    voice.stop()
    assert not voice.is_speaking
    voice.close()
    assert start.processes[0].terminated
    voice.close()


def test_a_new_sentence_takes_the_place_of_the_one_before():
    start = Starter()
    voice = Voice(ESPEAK, start=start)
    voice.say("One", "en")
    start.wait()
    voice.say("Two", "en")
    start.wait()
    assert start.processes[0].over.wait(60.0)
    assert start.processes[0].terminated
    voice.close()


def test_what_was_stopped_before_it_began_is_not_heard():
    asked, go = threading.Event(), threading.Event()
    process = FakeProcess()

    def slow(command, text):
        asked.set()
        assert go.wait(60.0)
        return process

    voice = Voice(ESPEAK, start=slow)
    voice.say("One", "en")
    assert asked.wait(60.0)
    voice.stop()
    go.set()
    assert process.over.wait(60.0)
    assert process.terminated
    voice.close()


@pytest.mark.parametrize("fails", ["cannot start", "ends badly"])
def test_a_program_that_fails_is_named_once_and_not_asked_again(fails, caplog):
    def refuse(command, text):
        raise FileNotFoundError(2, "No such file or directory")

    start = Starter(code=1)
    voice = Voice(ESPEAK, start=refuse if fails == "cannot start" else start)
    assert voice.say("One", "en")
    voice.close()
    assert not voice.say("Two", "en")
    assert not voice.say("Three", "en")
    assert len([r for r in caplog.records if "not said aloud" in r.message]) == 1
    assert "One" not in caplog.text


def test_without_a_program_it_is_silent_and_doctor_says_so_in_one_line():
    assert find_speech("linux", {}.get) is None
    assert not Voice(None).say("One", "en")
    missing = check_voice(lambda: None)
    assert (missing.level, missing.hint) == ("ok", "Install espeak-ng if you want them said aloud.")
    assert "espeak-ng" in check_voice(lambda: ESPEAK).what


@pytest.mark.parametrize(
    ("platform", "there", "name"),
    [
        ("darwin", {"say": "/usr/bin/say", "espeak-ng": "/opt/espeak-ng"}, "say"),
        ("win32", {"powershell": "C:\\powershell.exe"}, "powershell"),
        ("linux", {"espeak": "/usr/bin/espeak", "say": "/usr/games/say"}, "espeak"),
    ],
)
def test_the_systems_own_speech_is_found(platform, there, name):
    speech = find_speech(platform, there.get)
    assert speech is not None
    assert speech.name == name
    for language in ("en", "de", "es"):
        command = speech.command(language)
        assert command[0] == speech.path
    assert any("es" in part or "Mónica" in part for part in command[1:])


@pytest.mark.skipif(shutil.which("cat") is None, reason="a program that reads its input is needed")
def test_a_real_child_reads_the_text_and_ends():
    process = start_speaking([shutil.which("cat")], "Sí, ahora")
    assert process.wait() == 0
