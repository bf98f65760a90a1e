"""The patient's screen: games, scenes and the drawing kit."""
