"""What studies say for and against, wherever a page says that something changed."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import msgid

ON_THE_BOARD: Final = msgid(
    "What changed on the board changed there. Studies do not agree on what it means in daily life."
)
FOR: Final = msgid(
    "For: in 20 studies of 845 healthy older adults exergames lessened sway more than physical "
    "training did, and bettered dynamic balance a little (Chen et al. 2021, doi "
    "10.1186/s12984-021-00917-0, abstract)."
)
AGAINST: Final = msgid(
    "Against: in 7 studies of 246 people after a stroke, feedback on a force platform made stance "
    "more even and bettered neither the Berg Balance Scale nor the Timed Up and Go (Cochrane "
    "review CD004129, by its summary in EBM Guidelines evd04643)."
)
BOTH_SIDES: Final = (ON_THE_BOARD, FOR, AGAINST)
"""As sentences, in their order; of neither study was more seen than is said."""
