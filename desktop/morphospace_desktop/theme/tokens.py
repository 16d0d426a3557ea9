"""The look as plain data: colours by role, in a dark and a light palette, and the sizes of the grid.

No Qt here, so that contrast can be tested and the same tokens can dress a page or a plot.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours by role, each ``#rrggbb``.

    ``window`` < ``panel`` < ``raised`` are grounds, ``line`` a 1-px rule, ``surround`` the neutral
    ground of pictures. ``text`` and ``secondary`` are for reading, ``faint`` is for ticks and
    ornaments only. ``accent`` marks what is live or chosen, ``warm`` the second thing, ``good`` and
    ``bad`` a verdict; ``on_accent`` is text on an accent ground. ``track`` is an empty slider,
    ``typical`` the range on it in which pictures stay on the manifold, ``knob`` its handle. ``well``
    is the sunken ground of a row of segments, ``chosen`` the raised one among them. ``chip`` and
    ``on_chip`` are labels that stand on pictures, the same by day and by night.
    """

    name: str
    window: str
    panel: str
    raised: str
    line: str
    surround: str
    text: str
    secondary: str
    faint: str
    accent: str
    warm: str
    good: str
    bad: str
    on_accent: str
    track: str
    typical: str
    knob: str
    well: str
    chosen: str
    chip: str = "#101113"
    on_chip: str = "#f4f5f6"


DARK = Palette(
    name="dark",
    window="#17181b",
    panel="#1f2125",
    raised="#282b30",
    line="#33363c",
    surround="#2b2c2e",
    text="#e7e8ea",
    secondary="#9a9fa8",
    faint="#686d76",
    accent="#6ea8fe",
    warm="#f2b35e",
    good="#63c48d",
    bad="#e5716c",
    on_accent="#0d1a2e",
    track="#2c2f34",
    typical="#47525f",
    knob="#eceded",
    well="#17181b",
    chosen="#31353b",
)

LIGHT = Palette(
    name="light",
    window="#f1f2f4",
    panel="#fbfbfc",
    raised="#eaecef",
    line="#d7dade",
    surround="#d8d9db",
    text="#1c1e22",
    secondary="#545a64",
    faint="#9aa0a9",
    accent="#1c63d5",
    warm="#8d5300",
    good="#17693a",
    bad="#b3302a",
    on_accent="#ffffff",
    track="#e2e4e8",
    typical="#bccadd",
    knob="#ffffff",
    well="#e7e9ed",
    chosen="#ffffff",
)

PALETTES = {palette.name: palette for palette in (DARK, LIGHT)}

GRID = 8
ROW = 28
BUTTON = 32
LABEL = 104
VALUE = 44
GAP = 8
PADDING = 16
PANEL_WIDTH = 336
RADIUS_PICTURE = 4
RADIUS_CONTROL = 6
RADIUS_BUTTON = 8
RADIUS_CARD = 10


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` in [0, 1] (WCAG 2.2, from IEC 61966-2-1)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 (alike) to 21 (black on white) (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on ``colour``."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, colour))
