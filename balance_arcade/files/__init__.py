"""Files: our recordings, foreign tables, and writing a file as a whole or not at all."""
