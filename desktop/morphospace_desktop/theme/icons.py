"""Icons by name, drawn from the fonts that qtawesome ships, in the colours of the current palette.

Importing qtawesome and its dozen fonts costs a third of the window's start, so only the one font
that is asked for is loaded, when the first of its icons is painted. An icon holds a role, not a
colour: after a change of theme it paints itself anew.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap

from morphospace_desktop.theme.style import color

_SETS = {
    "ph": "phosphor-",
    "mdi6": "materialdesignicons6-webfont-",
    "fa6": "fontawesome6-regular-webfont-",
    "fa6s": "fontawesome6-solid-webfont-",
}


@cache
def _glyphs(prefix: str) -> tuple[str, dict[str, str]]:
    """Family name and code points (hexadecimal) of one of qtawesome's fonts."""
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        return "", {}
    folder = Path(spec.origin).parent / "fonts"
    stem = _SETS[prefix]
    font_file = next(iter(sorted(folder.glob(f"{stem}[0-9]*.ttf"))), None)
    map_file = next(iter(sorted(folder.glob(f"{stem}charmap-*.json"))), None)
    if font_file is None or map_file is None:
        return "", {}
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font_file)))
    return (families[0] if families else ""), json.loads(map_file.read_text(encoding="utf-8"))


@cache
def _outline(name: str) -> QPainterPath:
    """The glyph's outline, 100 units to the em, centred on its em box at the origin.

    Outlines rather than text: they centre exactly and stay sharp at any scale of the screen.
    """
    prefix, _, glyph = name.rpartition(".")
    family, codes = _glyphs(prefix or "ph")
    path = QPainterPath()
    if not family or glyph not in codes:
        return path
    face = QFont(family)
    face.setPixelSize(100)
    path.addText(QPointF(0, 0), face, chr(int(codes[glyph], 16)))
    box = path.boundingRect()
    return path.translated(-box.center())


def paint_icon(painter: QPainter, name: str, rect: QRectF, tint: QColor) -> None:
    """Paint an icon centred in ``rect``, as large as its shorter side. An unknown name paints nothing."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center())
    painter.scale(side / 100, side / 100)
    painter.fillPath(_outline(name), tint)
    painter.restore()


def has_icon(name: str) -> bool:
    """Whether an icon of this name exists."""
    return not _outline(name).isEmpty()


class _GlyphEngine(QIconEngine):
    """Paints one glyph in the colour that its role has at this moment."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = "faint" if mode == QIcon.Mode.Disabled else self._role
        if state == QIcon.State.On and self._role == "secondary":
            role = "text"
        paint_icon(painter, self._name, QRectF(rect), color(role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        # ``size`` is in device pixels already; ``scale`` says how many make one logical pixel.
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name, self._role)


@cache
def icon(name: str, role: str = "text") -> QIcon:
    """The icon ``name`` in the colour of a palette role.

    ``name`` is a Phosphor icon (``cursor``, ``dice-five``), or one of another set with its prefix:
    ``mdi6.lasso``, ``fa6s.wand-magic-sparkles``.
    """
    return QIcon(_GlyphEngine(name, role))
