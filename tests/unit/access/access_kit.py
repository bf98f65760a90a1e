"""What the tests of the station's door share: quick hashes, a clock by hand, an office."""

from __future__ import annotations

import argon2

from balance_arcade.server.station.access.passwords import Passwords

GOOD = "nine green bottles hang"
OTHER = "ten white horses graze"


def quick_passwords() -> Passwords:
    """Hashes that cost nothing: what they are worth is Argon2's business, not ours."""
    return Passwords(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
