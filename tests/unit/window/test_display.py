import os
import subprocess
import sys

import pytest

from balance_arcade.window.display import copy_plainly

_SENDING = "SDL_FRAMEBUFFER_ACCELERATION"
CODE = """
from balance_arcade.core.errors import DisplayError
from balance_arcade.window.display import open_display
try:
    display = open_display({arguments})
except DisplayError as exc:
    print("refused:", exc)
else:
    print("open", display.size, display.driver, display.is_headless)
    display.close()
    display.close()
"""


def run(arguments="", **env):
    clean = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    clean.pop("SDL_VIDEODRIVER", None)
    clean.pop("XDG_RUNTIME_DIR", None)
    clean |= {"PYGAME_HIDE_SUPPORT_PROMPT": "1", **env}
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(arguments=arguments)],
        env=clean,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_made_up_driver_is_one_clear_line():
    out = run(SDL_VIDEODRIVER="no-such-driver")
    assert out.startswith("refused: There is no screen to play on")
    assert out.endswith("Play with --headless, or start it on a machine with a screen.")
    assert "\n" not in out


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux starts without a screen")
def test_without_a_screen_it_is_refused(tmp_path):
    assert run().startswith("refused: ")
    # With a run-time folder SDL would quietly take a driver that shows nothing.
    assert run(XDG_RUNTIME_DIR=str(tmp_path)).startswith("refused: ")


@pytest.mark.parametrize(
    ("driver", "chosen", "after"),
    [("x11", None, "0"), ("x11", "1", "1"), ("wayland", None, None), ("cocoa", None, None)],
)
def test_only_an_x_server_is_sent_plain_copies(monkeypatch, driver, chosen, after):
    monkeypatch.setattr(os, "environ", {} if chosen is None else {_SENDING: chosen})
    copy_plainly(driver)
    assert os.environ.get(_SENDING) == after


def test_headless_opens_at_the_size_asked_for():
    assert run("(800, 600), headless=True") == "open (800, 600) dummy True"
    assert run("(800, 600), headless=True, fullscreen=True").startswith("open (")


WITHOUT_FONTS = (
    """
import sys
sys.modules["pygame.font"] = None
import pygame
"""
    + CODE
)
BROKEN_FONT = (
    """
import pygame.font
real = pygame.font.Font
def refused(name, size):
    raise FileNotFoundError("No file 'freesansbold.ttf' found")
pygame.font.Font = refused
"""
    + CODE
)


@pytest.mark.parametrize(
    ("code", "why"), [(WITHOUT_FONTS, "font module"), (BROKEN_FONT, "freesansbold")]
)
def test_a_pygame_without_letters_is_one_clear_line(monkeypatch, code, why):
    monkeypatch.setitem(globals(), "CODE", code)
    out = run("(800, 600), headless=True")
    assert out.startswith("refused: pygame cannot draw letters here (")
    assert why in out
    assert "pip install --force-reinstall pygame" in out
    assert "\n" not in out
