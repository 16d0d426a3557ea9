"""What running a command line in a test gives back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """What a command line came to."""

    code: int
    out: str
    error: str

    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]
