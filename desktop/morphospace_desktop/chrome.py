"""The style of the window's frame: top bar, menus, search field, command palette, status line, dialogs."""

from __future__ import annotations

from morphospace_desktop.theme import RADIUS_BUTTON, RADIUS_CARD, RADIUS_CONTROL, Palette

_SHEET = """
#topBar, #statusLine {{ background: {panel}; }}
#topBar {{ border: none; border-bottom: 1px solid {line}; }}
#statusLine {{ border: none; border-top: 1px solid {line}; }}
#statusLine QLabel {{ color: {secondary}; font-size: 12px; }}
#brand {{ font-weight: 600; }}
#edge {{ background: {line}; }}
#stripBar {{ background: {panel}; border: none; border-top: 1px solid {line}; }}
#rail {{ background: {panel}; border: none; border-right: 1px solid {line}; }}

QMenuBar {{ background: transparent; border: none; }}
QMenuBar::item {{
    background: transparent; color: {secondary}; padding: 6px 10px; border-radius: {control}px;
}}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {raised}; color: {text}; }}

#searchField {{
    background: {window}; border: 1px solid {line}; border-radius: {button}px;
    padding: 0; min-height: 28px; max-height: 28px;
}}
#searchField:hover, #searchField:focus {{ border-color: {faint}; }}
#searchText {{ color: {secondary}; }}
#keyCap {{
    color: {secondary}; font-size: 11px; border: 1px solid {line}; border-radius: 4px; padding: 1px 6px;
}}

#segments {{ background: {window}; border-radius: {button}px; }}
#segments QPushButton {{ background: transparent; color: {secondary}; min-height: 26px; max-height: 26px; }}
#segments QPushButton:checked {{ background: {raised}; color: {text}; }}

#commandPalette {{ background: {panel}; border: 1px solid {line}; border-radius: {card}px; }}
#commandPalette QListView {{ background: transparent; outline: none; }}
#commandLine {{
    background: transparent; border: none; border-bottom: 1px solid {line}; border-radius: 0;
    padding: 4px 16px 12px 16px; font-size: 14px;
}}
#commandLine:focus {{ border-color: {line}; }}

#linkButton {{
    background: transparent; color: {accent}; font-size: 12px; padding: 0 2px;
    min-height: 20px; max-height: 20px; border-radius: 4px;
}}
#linkButton:hover {{ text-decoration: underline; }}
#statusLine QProgressBar {{ background: {track}; border: none; border-radius: 2px; }}
#statusLine QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}

QDialog, QMessageBox {{ background: {panel}; }}
QDialog QLabel[role="title"] {{ font-size: 18px; font-weight: 600; }}
QDialog QLabel[role="strong"] {{ font-size: 14px; font-weight: 600; }}
QLabel[role="secondary"] {{ color: {secondary}; }}
QDialog QTableView {{
    background: {panel}; border: none; gridline-color: {line}; outline: none;
    selection-background-color: {raised}; selection-color: {text};
}}
QDialog QHeaderView::section {{
    background: {panel}; color: {secondary}; border: none; border-bottom: 1px solid {line};
    padding: 6px 8px; font-size: 11px;
}}
"""


def chrome(palette: Palette) -> str:
    """The frame's style sheet in these colours, for the main window and its dialogs."""
    return _SHEET.format(**vars(palette), control=RADIUS_CONTROL, button=RADIUS_BUTTON, card=RADIUS_CARD)
