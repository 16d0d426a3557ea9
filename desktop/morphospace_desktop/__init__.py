"""The window: canvas, panels and theme, thin over morphospace; never imports torch or a plugin."""
