"""Bubble River: a soap bubble follows a leaf that drifts among reeds."""
