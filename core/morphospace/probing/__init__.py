"""Probes: how well small nets learn an attribute from few labels, on pixels or on what a model knows."""
