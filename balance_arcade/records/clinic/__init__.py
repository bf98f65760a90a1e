"""The clinic's records: people by pseudonym, sessions, trials, outcomes, notes, audit."""
