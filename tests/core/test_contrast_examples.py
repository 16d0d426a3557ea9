"""The selections behind the examples hold what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from morphospace.contrast_examples import EXAMPLES
from morphospace.data.sampling import split_table


@dataclass(frozen=True)
class Labelled:
    """Faces without their pictures."""

    labels: dict[str, np.ndarray]


def test_older_leads_from_the_rest_to_grey_and_bald() -> None:
    labels = dict(split_table("test", 0, 3000).labels)
    toward, away = EXAMPLES["older"].select(Labelled(labels))  # type: ignore[arg-type]
    hair, colour = labels["hair"], labels["hair_colour"]
    assert len(toward) == len(away) == 300
    assert all(hair[row] == "bald" or colour[row] == "grey" for row in toward)
    assert not any(hair[row] == "bald" or colour[row] == "grey" or hair[row] == "hat" for row in away)
