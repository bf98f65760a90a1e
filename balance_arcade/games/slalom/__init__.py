"""Slalom: from side to side through gates that come at a tempo."""
