"""Has two helpers wait for ever; each writes its process id into the folder that is named."""

import os
import sys
import threading
from pathlib import Path

from balance_arcade.commands.crew import Crew


def wait(file):
    Path(file).write_text(str(os.getpid()), encoding="utf-8")
    threading.Event().wait()


if __name__ == "__main__":
    list(Crew(2).outcomes(wait, [os.path.join(sys.argv[1], name) for name in ("a", "b")]))
