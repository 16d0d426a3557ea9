"""The model in use, at the head of the panel; a click opens the menu of all models."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from morphospace_desktop.panels.card_button import CardButton, as_image
from morphospace_desktop.panels.wording import CardLike, model_line

__all__ = ["ModelCardButton", "as_image"]


class ModelCardButton(CardButton):
    """``model_chosen(id)`` when another model is picked from the menu."""

    model_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self._models: list[CardLike] = []
        self.set_words("No model", "Install one to begin")
        self.setAccessibleName("Model")

    def set_model(self, card: CardLike) -> None:
        """Show this model as the one in use."""
        self._current = card.id
        self.setAccessibleName(f"Model: {card.title}")
        self.setToolTip(card.summary)
        self.set_words(card.title, model_line(card))

    def set_models(self, cards: Sequence[CardLike]) -> None:
        """What the menu offers."""
        self._models = list(cards)
        self.update()

    def menu(self) -> QMenu:
        """The menu of models, the one in use ticked."""
        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for card in self._models:
            action = menu.addAction(f"{card.title}\t{model_line(card)}")
            action.setCheckable(True)
            action.setChecked(card.id == self._current)
            action.setToolTip(card.summary)
            action.triggered.connect(lambda _=False, id_=card.id: self._choose(id_))
        if not self._models:
            menu.addAction("No models installed").setEnabled(False)
        return menu

    def _choose(self, model: str) -> None:
        if model != self._current:
            self.model_chosen.emit(model)
