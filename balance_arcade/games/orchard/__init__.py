"""Orchard: ripe fruit falls at dusk, and leaning to the side moves the basket."""
