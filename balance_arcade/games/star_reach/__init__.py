"""Star Reach: lean towards a star, hold it, and it joins a constellation."""
