"""Stick the Landing: a hop onto the board, and how soon it is steady."""
