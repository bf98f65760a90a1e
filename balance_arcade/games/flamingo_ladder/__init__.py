"""Flamingo Ladder: standing on one leg, a rung at a time."""
