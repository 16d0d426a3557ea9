"""The panels: controls made from a model's card, the host, messages, plugins and strips of pictures."""

from morphospace_desktop.panels.controls_panel import ControlsPanel
from morphospace_desktop.panels.filmstrip import Filmstrip
from morphospace_desktop.panels.host_chip import HostChip
from morphospace_desktop.panels.message_bar import MessageBar
from morphospace_desktop.panels.model_card import ModelCardButton
from morphospace_desktop.panels.plugins_dialog import PluginsDialog
from morphospace_desktop.panels.prompt_edit import PromptEdit
from morphospace_desktop.panels.rows import LabelledRow, SectionHead
from morphospace_desktop.panels.seed_edit import SeedEdit, SeedRow
from morphospace_desktop.panels.segments import SegmentedChoice
from morphospace_desktop.panels.slider import MorphSlider
from morphospace_desktop.panels.swatches import Swatches
from morphospace_desktop.panels.toggle import ToggleSwitch

__all__ = [
    "ControlsPanel",
    "Filmstrip",
    "HostChip",
    "LabelledRow",
    "MessageBar",
    "ModelCardButton",
    "MorphSlider",
    "PluginsDialog",
    "PromptEdit",
    "SectionHead",
    "SeedEdit",
    "SeedRow",
    "SegmentedChoice",
    "Swatches",
    "ToggleSwitch",
]
