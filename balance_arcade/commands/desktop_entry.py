"""An entry in the desktop's menu, after the freedesktop.org Desktop Entry Specification 1.5."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.whole import write_whole

NAME = "balance-arcade"
ICON_PX = 256

_ENTRY = """[Desktop Entry]
Type=Application
Version=1.5
Name=Balance Arcade
Comment=Balance games on a balance board
Exec={program}
Icon={name}
Terminal=false
Categories=Science;MedicalSoftware;
Keywords=balance;rehabilitation;board;
StartupNotify=true
"""


def data_home() -> Path:
    """Folder of the user's own desktop entries and icons (XDG Base Directory)."""
    said = os.environ.get("XDG_DATA_HOME", "")
    # The XDG Base Directory Specification has relative paths ignored.
    return Path(said) if Path(said).is_absolute() else Path.home() / ".local" / "share"


def quoted(argument: str) -> str:
    r"""One argument of an ``Exec`` line.

    Examples
    --------
    >>> quoted("/opt/a b/100%")
    '"/opt/a b/100%%"'
    """
    for special in ("\\", '"', "`", "$"):
        argument = argument.replace(special, "\\" + special)
    # The value of a key has its own escapes below those of the quotes.
    return '"' + argument.replace("\\", "\\\\").replace("%", "%%") + '"'


def entry_text() -> str:
    """Give the entry for the program that is installed beside this interpreter."""
    program = Path(sys.executable).parent / "balance-arcade-play"
    if program.exists():
        return _ENTRY.format(program=quoted(str(program)), name=NAME)
    words = [quoted(sys.executable), "-m", "balance_arcade", "start"]
    return _ENTRY.format(program=" ".join(words), name=NAME)


def write_entry() -> list[Path]:
    """Write entry and icon into the user's folders; returns the files.

    Raises
    ------
    ConfigError
        This system has no such entries, or the folders cannot be made.
    RecordingError
        A file cannot be written.
    """
    if not sys.platform.startswith("linux"):
        raise ConfigError(
            "Only Linux desktops have such entries.",
            hint="Make a shortcut to the program balance-arcade-play instead.",
        )
    from balance_arcade.window.display import icon_png

    entry = data_home() / "applications" / f"{NAME}.desktop"
    size = f"{ICON_PX}x{ICON_PX}"
    icon = data_home() / "icons" / "hicolor" / size / "apps" / f"{NAME}.png"
    for file, data, what in (
        (icon, icon_png(ICON_PX), "The icon"),
        (entry, entry_text().encode(), "The desktop entry"),
    ):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{file.parent} cannot be made ({error.strerror}).") from error
        write_whole(file, data, what)
    return [entry, icon]
