"""Guided tests: the person is led through a clinical test in the way of a game, without score."""
