"""Filters: a small language that says which items are meant, and help with writing it."""
