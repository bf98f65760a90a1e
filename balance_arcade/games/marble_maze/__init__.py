"""Marble Maze: leaning tilts a wooden tray and rolls a marble into brass cups."""
