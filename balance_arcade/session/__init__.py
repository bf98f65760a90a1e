"""Acquisition, recorder and the session's state machine."""
