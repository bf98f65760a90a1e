"""The host: the only place that joins every room into a session."""
