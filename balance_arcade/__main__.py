"""Run the command line: ``python -m balance_arcade``."""

import sys

from balance_arcade.cli import main

if __name__ == "__main__":
    sys.exit(main())
