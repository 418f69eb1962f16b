"""Our mark as the two icons of the app package, drawn here and now: no file to ship, no library.

Knows the mark (four beats, as adapters/local/static/mark.svg) and PNG; must not know packages.
Rules of Microsoft: in colour 192 x 192 without margins, the symbol in the middle 96 x 96; the outline 32 x 32, white on
nothing.
"""

import struct
import zlib
from collections.abc import Iterator
from math import hypot

COLOUR_SIZE, OUTLINE_SIZE = 192, 32
GROUND = (0x0C, 0x6B, 0x63)
ACCENT = "#{:02x}{:02x}{:02x}".format(*GROUND)
WHITE = (255, 255, 255)

BEATS = ((6.5, 10.0, 14.0), (10.2, 6.5, 17.5), (13.8, 9.0, 15.0), (17.5, 11.0, 13.0))
"""Each an upright stroke: x, from y, to y, in a square of 24; the middle of the square is the middle of the mark."""
HALF_STROKE = 1.0

Pixel = tuple[int, int, int, int]


def colour_icon() -> bytes:
    """The PNG in colour."""
    covers = _covers(COLOUR_SIZE, 96 / 13)
    return _png(COLOUR_SIZE, (_mixed(cover) for cover in covers))


def outline_icon() -> bytes:
    """The PNG in white alone."""
    return _png(OUTLINE_SIZE, ((*WHITE, round(255 * cover)) for cover in _covers(OUTLINE_SIZE, 30 / 13)))


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, in pixels. Raises ValueError where it is no PNG."""
    if png[:8] != SIGNATURE or len(png) < 24:
        raise ValueError("This is no PNG.")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _mixed(cover: float) -> Pixel:
    red, green, blue = (round(base + (255 - base) * cover) for base in GROUND)
    return red, green, blue, 255


def _covers(size: int, scale: float) -> Iterator[float]:
    """How much of each pixel the mark covers, 0 to 1, row by row. scale: pixels for one unit of the mark."""
    for row in range(size):
        for column in range(size):
            x, y = ((place + 0.5 - size / 2) / scale + 12 for place in (column, row))
            away = min(hypot(x - beat, y - min(max(y, top), bottom)) for beat, top, bottom in BEATS)
            yield min(max((HALF_STROKE - away) * scale + 0.5, 0.0), 1.0)


SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _png(size: int, pixels: Iterator[Pixel]) -> bytes:
    rows = bytearray()
    for _ in range(size):
        rows.append(0)  # how the row is packed: not at all
        for _ in range(size):
            rows.extend(next(pixels))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
