"""Boards: what reads load cells."""
