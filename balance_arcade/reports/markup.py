"""Trees of HTML and SVG: one way to make a node, to write a number, and to keep text harmless."""

from __future__ import annotations

import math
import re
from typing import Final
from xml.etree import ElementTree as ET

from balance_arcade.core.text import as_text

Node = ET.Element

_UNWELCOME: Final = re.compile(
    # Controls that XML forbids or nobody sees, and marks that turn the direction of what follows.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
_REPLACED: Final = "\ufffd"


def plain(words: str) -> str:
    r"""Text from anywhere as text that any page may hold; what no page may hold is replaced.

    Examples
    --------
    >>> plain("a\x1b[31m"), plain("b\udcff")
    ('a\ufffd[31m', 'b\\udcff')
    """
    return _UNWELCOME.sub(_REPLACED, as_text(words))


def coordinate(value: float) -> str:
    """Write a length or a place with at most two decimals, always in the same way.

    Parameters
    ----------
    value : float
        In user units.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        The value is not a finite number.

    Examples
    --------
    >>> coordinate(12.0), coordinate(0.125), coordinate(-0.001)
    ('12', '0.12', '0')
    """
    if not math.isfinite(value):
        raise ValueError(f"A place in a picture must be a finite number, not {value}.")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    # A place that rounds to zero from below would else differ from one that does from above.
    return "0" if text == "-0" else text


def node(tag: str, *content: str | Node | None, **attributes: str | float) -> Node:
    """Make a node with its content.

    Parameters
    ----------
    tag : str
        Name of the element.
    *content : str or Node or None
        Text and nodes in their order; None is left out.
    **attributes : str or float
        Numbers are written by `coordinate`. ``_`` in a name stands for ``-``, one at the end is
        dropped (``class_``).

    Returns
    -------
    Node

    Examples
    --------
    >>> html_text(node("p", "a < b ", node("b", "c"), class_="note"))
    '<p class="note">a &lt; b <b>c</b></p>'
    """
    made = Node(tag)
    for name, value in attributes.items():
        written = plain(value) if isinstance(value, str) else coordinate(value)
        made.set(name.rstrip("_").replace("_", "-"), written)
    add(made, *content)
    return made


def add(parent: Node, *content: str | Node | None) -> None:
    """Add text and nodes behind what a node holds already."""
    for part in content:
        if part is None:
            continue
        if not isinstance(part, str):
            parent.append(part)
        elif len(parent):
            # ElementTree keeps text behind a child as that child's tail.
            parent[-1].tail = (parent[-1].tail or "") + plain(part)
        else:
            parent.text = (parent.text or "") + plain(part)


def html_text(tree: Node) -> str:
    """Write a tree as HTML; text is escaped."""
    return ET.tostring(tree, encoding="unicode", method="html")


def html_page(tree: Node) -> str:
    """Write a whole page, one element a line where no words stand between; ends with a newline."""
    ET.indent(tree, space="")
    return f"<!DOCTYPE html>\n{html_text(tree)}\n"


def svg_file(tree: Node) -> str:
    """Write a picture that stands by itself, one shape a line; ends with a newline."""
    tree.set("xmlns", "http://www.w3.org/2000/svg")
    ET.indent(tree, space="")
    return ET.tostring(tree, encoding="unicode") + "\n"
