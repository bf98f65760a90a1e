"""The clinic's records as pages of the station: people, sessions, trends, reports, audit log."""
