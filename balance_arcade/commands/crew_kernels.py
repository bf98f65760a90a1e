"""Imported by the process whose copies measure: it loads the compiled kernels, for all of them.

Nothing is compiled here. Where the cache lacks something the command's own process has it compiled,
and each helper loads it then.
"""

from __future__ import annotations

import logging

from balance_arcade.cop.warmup import Use, load_cached

_log = logging.getLogger(__name__)

try:
    load_cached(Use.ANALYSIS)
except OSError as error:
    # Said where it matters: by the process that compiles.
    _log.info("the cache of kernels cannot be read: %s", error)
