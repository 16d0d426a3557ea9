"""The canvas: the picture, large, with zoom and pan, before/after, drops, messages and progress."""

from morphospace_desktop.canvas.canvas import Canvas

__all__ = ["Canvas"]
