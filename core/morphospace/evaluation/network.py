"""The evaluator's network: plain convolutions, batch normalisation and max pooling, a head an attribute.

The architecture is used nowhere else in Morphospace, so that no model shares its blind spots.
"""

from __future__ import annotations

from torch import Tensor, nn

from morphospace.data.attributes import ATTRIBUTES

SIZE = 64
FEATURES = 256


class AttributeNet(nn.Module):
    """Pictures ``(N, 3, 64, 64)`` in [-1, 1] to features ``(N, 256)`` and a tuple of logits
    ``(N, values)``, one an attribute in the order of ``ATTRIBUTES``."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_convolution(3, 32, kernel=5, stride=2),
            *_convolution(32, 64),
            nn.MaxPool2d(2),
            *_convolution(64, 96),
            *_convolution(96, 96),
            nn.MaxPool2d(2),
            *_convolution(96, 128),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.1),
            nn.Linear(128 * 4 * 4, FEATURES),
            nn.ReLU(),
        )
        self.heads = nn.Linear(FEATURES, sum(LEVELS))

    def forward(self, images: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        features = self.body(images)
        return features, self.heads(features).split(LEVELS, dim=1)


LEVELS = [len(attribute.values) for attribute in ATTRIBUTES]
"""How many values each attribute has."""


def _convolution(inputs: int, outputs: int, *, kernel: int = 3, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    ]
