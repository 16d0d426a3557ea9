"""The recipes: principal components, and one net that is trained with and without noise."""

from __future__ import annotations

from dataclasses import replace

from morphospace import Recipe, Slider

_ON_SLIDERS = 12
_PASSES = 15

PCA = Recipe(
    id="faces-pca",
    title="Faces (PCA)",
    summary="Faces as sums of 64 principal components; the first twelve have sliders.",
    controls=tuple(
        Slider(
            name=f"component_{number}",
            title=f"Component {number}",
            group="Components",
            help="Where the face stands along this principal component, in deviations of the data.",
            minimum=-3.0,
            maximum=3.0,
            default=0.0,
            typical=(-2.0, 2.0),
        )
        for number in range(1, _ON_SLIDERS + 1)
    ),
    config={"latents": 64},
    images=60_000,
    steps=_PASSES * 120,
    batch_size=500,
    capabilities=("encode", "decode", "sample", "read"),
    latents={"h": (64,)},
)

FACES = Recipe(
    id="faces-autoencoder",
    title="Faces (autoencoder)",
    summary="Faces through 64 numbers and back, by squared error alone.",
    controls=(),
    config={
        "latents": 64,
        "widths": [48, 96, 160, 224],
        "encoder_depths": [1, 1, 1, 1],
        "decoder_depths": [1, 2, 2, 2],
    },
    options={"noise": 0.0, "still": 0.0, "warm_up": 200, "hold": 0.6, "fit_from": 0.985},
    images=60_000,
    steps=9_000,
    batch_size=32,
    learning_rate=1e-3,
    capabilities=("encode", "decode", "sample"),
    latents={"h": (64,)},
)

DENOISING = replace(
    FACES,
    id="faces-denoising",
    title="Faces (denoising autoencoder)",
    summary="Takes noise off a face: what it draws is what 64 numbers of the noisy picture say.",
    options={
        **FACES.options,
        "noise": 0.2,
        "still": 0.4,
        "warm_up": 50,
        "hold": 0.4,
        "fit_from": 0.9,
        "begin_with": "faces-autoencoder",
    },
    steps=800,
    learning_rate=7e-4,
)
