"""An atlas on disk: its files, reading them back, and the shelf they stand on."""
