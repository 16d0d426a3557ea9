"""The recipe of ``faces-cvae``: controls, shape of the networks, numbers of the training."""

from __future__ import annotations

from morphospace import ATTRIBUTES, Choice, Control, Recipe, Slider

_GROUPS = {"Accessories": "Wears", "Complexion": "Skin"}


def _controls() -> tuple[Control, ...]:
    controls: list[Control] = []
    for attribute in ATTRIBUTES:
        group = _GROUPS.get(attribute.group, attribute.group)
        if attribute.ordered:
            low, high = float(attribute.values[0]), float(attribute.values[-1])
            controls.append(
                Slider(
                    name=attribute.name,
                    title=attribute.title,
                    group=group,
                    minimum=low,
                    maximum=high,
                    default=0.0,
                    typical=(low, high),
                )
            )
        else:
            words = tuple(str(value) for value in attribute.values)
            controls.append(
                Choice(
                    name=attribute.name,
                    title=attribute.title,
                    group=group,
                    choices=words,
                    default=words[1] if attribute.name == "hair" else words[0],
                    colours=attribute.colours,
                )
            )
    return tuple(controls)


FACES = Recipe(
    id="faces-cvae",
    title="Faces (conditional VAE)",
    summary="Edits and draws cartoon faces by ten attributes.",
    controls=_controls(),
    config={
        "attributes": [{"name": a.name, "levels": list(a.values), "ordered": a.ordered} for a in ATTRIBUTES],
        "latents": 64,
        "widths": [48, 96, 160, 224],
        "encoder_depths": [1, 1, 1, 1],
        "decoder_depths": [1, 2, 2, 2],
        "reader_widths": [32, 64, 96, 128],
        "prior_size": 4096,
    },
    options={
        "reader_until": 0.3,
        "prior_from": 0.98,
        "swapped": 0.25,
        "weights": {
            "l1": 0.05,
            "ssim": [(0.0, 0.02), (1.0, 0.15)],
            "kl": [(0.0, 5e-6), (1.0, 2e-6)],
            "leak": [(0.0, 0.1), (0.8, 0.1), (1.0, 0.03)],
            "swap": [(0.15, 0.0), (0.3, 0.01)],
            "cycle": [(0.15, 0.0), (0.3, 0.005)],
            "haste": [(0.15, 0.0), (0.3, 0.005)],
        },
    },
    images=60_000,
    steps=10_900,
    batch_size=32,
    learning_rate=1.5e-3,
    capabilities=("encode", "decode", "sample", "read"),
    latents={"h": (64,)},
)
