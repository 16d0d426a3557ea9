"""Exports of a selection: tables, pictures and latents for others."""
