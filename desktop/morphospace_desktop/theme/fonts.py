"""Fonts by role: Inter where it is installed, else the platform's own face; figures are tabular."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

_ROLES: dict[str, tuple[int, QFont.Weight, float]] = {
    # pixels, weight, letter spacing in pixels
    "body": (13, QFont.Weight.Normal, 0.0),
    "strong": (13, QFont.Weight.DemiBold, 0.0),
    "small": (12, QFont.Weight.Normal, 0.0),
    "caption": (11, QFont.Weight.Normal, 0.0),
    "head": (11, QFont.Weight.Medium, 1.0),
    "title": (18, QFont.Weight.DemiBold, -0.2),
}
FALLBACKS = ["Noto Sans", "DejaVu Sans"]


@cache
def family() -> str:
    """The face everything is set in."""
    if QFontDatabase.hasFamily("Inter"):
        return "Inter"
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


@cache
def font(role: str = "body") -> QFont:
    """The font of a role: body, strong, small, caption, head (of a section) or title."""
    pixels, weight, spacing = _ROLES[role]
    made = QFont([family(), *FALLBACKS])
    made.setPixelSize(pixels)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setFeature(QFont.Tag("tnum"), 1)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made
