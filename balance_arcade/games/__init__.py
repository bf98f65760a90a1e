"""The patient's screen: games, scenes and the drawing kit."""

import os

# pygame greets on stdout when it is imported; our stdout belongs to programs that read JSON.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
