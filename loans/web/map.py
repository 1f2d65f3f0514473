"""The city as bubbles at the seats of its communes: area is đồng, colour is a ratio; drawn here as SVG, without tiles.

Borders are drawn only where the operator supplies them (``LOANS_BOUNDARIES``, a GeoJSON file in degrees): the product
ships none. In a template: ``{% import "map.html" as maps with context %}{{ maps.bubbles(drawn, title) }}``.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sqrt
from pathlib import Path
from typing import Any

from loans.domain.area import REFORM, areas

WIDTH = 1_000
MARGIN = 40
LARGEST = 32
"""The radius of the largest bubble, in the map's own units."""

LEAST = 3
SETTING = "LOANS_BOUNDARIES"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One commune: its amount (đồng, the area), which of the legend's colours it has, its words, and an address.

    ``band`` counts from 0; None is grey: nothing to compare with. ``text`` is read out and shown on hover.
    """

    code: str
    amount: int
    band: int | None
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    """A bubble in its place."""

    bubble: Bubble
    x: int
    y: int
    radius: int
    name: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map ready to be written: circles, the largest first, the words of its colours, borders where there are any."""

    circles: tuple[Circle, ...]
    height: int
    legend: tuple[str, ...]
    borders: tuple[str, ...]
    largest: int


@dataclass(frozen=True, slots=True)
class _Plane:
    """Degrees onto the map: a degree of longitude shrinks with the latitude."""

    west: float
    north: float
    scale: float
    shrink: float

    def place(self, lon: float, lat: float) -> tuple[int, int]:
        """Where a point lies."""
        x = (lon - self.west) * self.shrink * self.scale
        return MARGIN + round(x), MARGIN + round((self.north - lat) * self.scale)


def drawn(bubbles: Iterable[Bubble], legend: Sequence[str]) -> Drawn:
    """The map of some communes; ``legend`` says the bands in their order. A code that is no commune is left out."""
    plane, height = _plane()
    seats = {commune.code: commune for commune in areas().in_force(REFORM)}
    found = [bubble for bubble in bubbles if bubble.code in seats]
    largest = max((abs(bubble.amount) for bubble in found), default=0)
    circles = []
    for bubble in sorted(found, key=lambda each: -abs(each.amount)):
        seat = seats[bubble.code]
        x, y = plane.place(float(seat.lon), float(seat.lat))
        radius = round(LARGEST * sqrt(abs(bubble.amount) / largest)) if largest else 0
        circles.append(Circle(bubble, x, y, max(LEAST, radius), seat.name))
    return Drawn(tuple(circles), height, tuple(legend), _borders(plane), largest)


def band_of(permille: int | None, bounds: Sequence[int]) -> int | None:
    """Which colour a ratio has: the number of bounds that it reaches; None where there is no ratio."""
    return None if permille is None else sum(permille >= bound for bound in bounds)


@lru_cache(maxsize=1)
def _plane() -> tuple[_Plane, int]:
    seats = areas().in_force(REFORM)
    lons, lats = [float(each.lon) for each in seats], [float(each.lat) for each in seats]
    shrink = cos(radians((min(lats) + max(lats)) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((max(lons) - min(lons)) * shrink)
    plane = _Plane(min(lons), max(lats), scale, shrink)
    return plane, 2 * MARGIN + round((max(lats) - min(lats)) * scale)


def _borders(plane: _Plane) -> tuple[str, ...]:
    file = os.environ.get(SETTING, "")
    if not file:
        return ()
    try:
        return _read(file, Path(file).stat().st_mtime_ns, plane)
    except (OSError, ValueError, TypeError, KeyError):  # a map without borders is better than no page
        return ()


@lru_cache(maxsize=2)
def _read(file: str, _changed: int, plane: _Plane) -> tuple[str, ...]:
    """The outlines of a GeoJSON file as paths."""
    return tuple(
        path for path in (_path(ring, plane) for ring in _rings(json.loads(Path(file).read_text("utf-8")))) if path
    )


def _rings(shape: Any) -> Iterator[Any]:
    """Every ring of every polygon within."""
    match shape["type"]:
        case "FeatureCollection":
            for feature in shape["features"]:
                yield from _rings(feature)
        case "Feature":
            if shape["geometry"]:
                yield from _rings(shape["geometry"])
        case "GeometryCollection":
            for part in shape["geometries"]:
                yield from _rings(part)
        case "Polygon":
            yield from shape["coordinates"]
        case "MultiPolygon":
            for polygon in shape["coordinates"]:
                yield from polygon


def _path(ring: Any, plane: _Plane) -> str:
    """A ring as a path; points that fall together are drawn once."""
    points: list[tuple[int, int]] = []
    for lon, lat, *_ in ring:
        point = plane.place(float(lon), float(lat))
        if not points or points[-1] != point:
            points.append(point)
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z" if len(points) > 2 else ""
