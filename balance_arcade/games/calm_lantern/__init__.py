"""Calm Lantern: quiet stance; stillness steadies a flame and lights fireflies."""
