"""Star Reach React: a direction lights up, and is reached at once."""
