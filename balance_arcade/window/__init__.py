"""The patient's window: display, frame loop, and a scene for every phase of a session."""
