"""The style sheet: buttons, menus, tooltips, scroll bars and line edits, from the tokens.

A button says what it is by the dynamic property ``kind``: none is a raised button, ``accent`` the one
main action of a place, ``outline`` a button on the surround of pictures, ``quiet`` text without a
ground, ``link`` text in the accent colour.
"""

from __future__ import annotations

from morphospace_desktop.theme.tokens import BUTTON, RADIUS_BUTTON, RADIUS_CONTROL, Palette

_SHEET = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 5px 8px; }}

QPushButton {{
    background: {raised}; color: {text}; border: 1px solid transparent; border-radius: {radius}px;
    padding: 0 12px; min-height: {button}px; max-height: {button}px;
}}
QPushButton:hover {{ background: {line}; }}
QPushButton:pressed {{ background: {window}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:disabled {{ color: {faint}; background: {panel}; }}
QPushButton[kind="accent"] {{ background: {accent}; color: {on_accent}; font-weight: 600; }}
QPushButton[kind="accent"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="accent"]:pressed {{ background: {accent}; }}
QPushButton[kind="accent"]:focus {{ border-color: {text}; }}
QPushButton[kind="accent"]:disabled {{ background: {raised}; color: {faint}; }}
QPushButton[kind="quiet"] {{ background: transparent; color: {secondary}; padding: 0 10px; }}
QPushButton[kind="quiet"]:hover {{ color: {text}; background: {raised}; }}
QPushButton[kind="link"] {{ background: transparent; color: {accent}; padding: 0 4px; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="outline"] {{ background: transparent; border-color: {edge}; }}
QPushButton[kind="outline"]:hover {{ background: {raised}; }}
QPushButton[kind="outline"]:focus {{ border-color: {accent}; }}
QPushButton[kind="quiet"]:focus, QPushButton[kind="link"]:focus {{ border-color: {accent}; }}

QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {radius}px; }}
QToolButton:hover, QToolButton:checked {{ background: {raised}; }}
QToolButton:focus {{ border-color: {accent}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox {{
    background: {window}; color: {text}; border: 1px solid {line}; border-radius: {control}px;
    padding: 0 8px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus {{ border-color: {accent}; }}
QPlainTextEdit, QTextEdit {{ padding: 4px 6px; }}

QMenu {{ background: {panel}; border: 1px solid {line}; border-radius: {radius}px; padding: 5px; }}
QMenu::item {{ padding: 6px 18px 6px 10px; border-radius: {control}px; }}
QMenu::item:selected {{ background: {raised}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}

QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea {{ background: transparent; border: none; }}
"""


def sheet(palette: Palette) -> str:
    """The application's style sheet in these colours."""
    return _SHEET.format(
        **vars(palette),
        accent_hover=_mix(palette.accent, palette.text, 0.14),
        edge=_mix(palette.surround, palette.secondary, 0.55),
        radius=RADIUS_BUTTON,
        control=RADIUS_CONTROL,
        # The 1-px border is drawn outside the content box.
        button=BUTTON - 2,
    )


def _mix(one: str, other: str, share: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
