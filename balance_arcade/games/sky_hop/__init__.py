"""Sky Hop: leaps into clouds at heights of one's own, and hops to a beat."""
