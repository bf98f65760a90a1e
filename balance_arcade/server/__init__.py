"""Publisher, control channel and therapist station."""
