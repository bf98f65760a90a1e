"""One session on one board: acquisition, recorder, and the machine that leads a person through."""
