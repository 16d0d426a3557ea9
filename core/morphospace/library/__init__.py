"""Installed models: their cards, their weights, and where they are found. Importing this needs no torch."""

from morphospace.library.cards import Card, card_from_json, read_card
from morphospace.library.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from morphospace.library.installed import BrokenModel, Library, model_folders, shipped_folder, user_folder

__all__ = [
    "BrokenModel",
    "Card",
    "Checkpoint",
    "Library",
    "card_from_json",
    "model_folders",
    "read_card",
    "read_checkpoint",
    "shipped_folder",
    "user_folder",
    "write_checkpoint",
]
