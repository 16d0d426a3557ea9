"""The Morphospace window: Qt only, thin over the core. It never imports torch or a plugin."""
