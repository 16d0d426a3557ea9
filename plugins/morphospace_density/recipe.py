"""The recipes of ``faces-gaussian`` and ``faces-mixture``: one Gaussian, and many."""

from __future__ import annotations

from dataclasses import replace

from morphospace import Recipe, Strength

GAUSSIAN = Recipe(
    id="faces-gaussian",
    title="Faces (Gaussian)",
    summary="The classical density: one Gaussian over 64 principal components. Knows p(x), draws ghosts.",
    controls=(
        Strength(
            name="towards_mean",
            title="To the mean",
            group="Density",
            help="Pulls the face to where the density says faces are likeliest.",
            default=0.0,
        ),
    ),
    config={"components": 1},
    options={"features": "faces-pca", "floor": 0.01},
    images=60_000,
    steps=121,
    batch_size=500,
    capabilities=("encode", "decode", "sample"),
    latents={"h": (64,)},
)

MIXTURE = replace(
    GAUSSIAN,
    id="faces-mixture",
    title="Faces (Gaussian mixture)",
    summary="Forty-eight Gaussians over 64 principal components: nearer to the data than one, still blurred.",
    config={"components": 48},
    steps=120 + 60,
)
