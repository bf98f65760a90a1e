"""What both screens say where what is kept of a person is not as it should be; never who it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from balance_arcade.core.words import msgid

StoreFault = Literal["", "damaged", "newer", "unwritable"]
"""What is wrong: it could not be understood, a newer program wrote it, or nothing can be added."""

FOR_STATION: Final[Mapping[StoreFault, str]] = {
    "": "",
    "damaged": "What was kept of this person could not be understood: it is set aside, and a new"
    " record begins.",
    "newer": "What is kept of this person was written by a newer program: it stays as it is, and"
    " nothing of this session is added. Update this program.",
    "unwritable": "What comes of this session cannot be kept for the person. Check the folder of"
    " the recordings and the space on the disk.",
}

FOR_PATIENT: Final[Mapping[StoreFault, str]] = {
    "": "",
    "damaged": msgid("Your earlier games are not at hand."),
    "newer": msgid("Your earlier games are not at hand."),
    "unwritable": msgid("Today's games will not be kept."),
}
"""Calm, and without anything to do: it is the therapist who is told what to do."""
