"""Novelty: which pictures are unlike those that a model knows, why, and how sure that is."""
