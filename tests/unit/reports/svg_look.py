"""Looks at SVG as a reader would: is it well formed, and does all of it lie on the paper."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

from balance_arcade.reports.drawing import Type

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
SHAPES = {"rect", "circle", "ellipse", "polyline", "polygon", "text", "title", "g", "svg"}


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def numbers(words: str) -> list[float]:
    return [float(found) for found in NUMBER.findall(words)]


def corners(element: ET.Element) -> list[tuple[float, float]]:
    """The points farthest out of one shape."""
    get = {name: numbers(value) for name, value in element.attrib.items()}
    match tag(element):
        case "rect":
            (x,), (y,), (w,), (h,) = get["x"], get["y"], get["width"], get["height"]
            return [(x, y), (x + w, y + h)]
        case "circle":
            (x,), (y,), (r,) = get["cx"], get["cy"], get["r"]
            return [(x - r, y - r), (x + r, y + r)]
        case "ellipse":
            (x,), (y,), (a,), (b,) = get["cx"], get["cy"], get["rx"], get["ry"]
            turn = math.radians(get["transform"][0])
            w = math.hypot(a * math.cos(turn), b * math.sin(turn))
            h = math.hypot(a * math.sin(turn), b * math.cos(turn))
            return [(x - w, y - h), (x + w, y + h)]
        case "polyline" | "polygon":
            places = get["points"]
            return list(zip(places[::2], places[1::2], strict=True))
        case "text":
            (x,), (y,), (size,) = get["x"], get["y"], get["font-size"]
            width = Type(size, bold="font-weight" in element.attrib).width(element.text or "")
            share = {"start": 0.0, "middle": 0.5, "end": 1.0}
            left = x - width * share[element.get("text-anchor", "start")]
            return [(left, y - 0.8 * size), (left + width, y + 0.25 * size)]
    return []


def check(svg: str) -> ET.Element:
    """Return the tree of a picture whose shapes are known, and lie within its view box."""
    root = ET.fromstring(svg)
    assert tag(root[0]) == "title"
    assert root[0].text
    assert root.get("role") == "img"
    width, height = numbers(root.attrib["viewBox"])[2:]
    for element in root.iter():
        assert tag(element) in SHAPES
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)
        for name, value in element.attrib.items():
            assert not re.search(r"nan|inf\b|\de", value), (name, value)
        for x, y in corners(element):
            assert -0.01 <= x <= width + 0.01, ET.tostring(element)
            assert -0.01 <= y <= height + 0.01, ET.tostring(element)
    return root
