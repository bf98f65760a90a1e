"""Balance boards and force plates: centre of pressure, games and a therapist station.

Not a medical device: research and training software. It makes no diagnosis, and a person who may
fall is never left alone with it.
"""

import logging

__version__ = "0.1.0"

# A program that uses the package decides what it wants to see of its log.
logging.getLogger(__name__).addHandler(logging.NullHandler())
