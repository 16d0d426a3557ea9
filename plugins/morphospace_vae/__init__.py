"""Variational autoencoders of faces."""
