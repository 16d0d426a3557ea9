"""Every order and every event comes back from the wire as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from morphospace import Request
from morphospace.hosting.host import (
    Cancelled,
    Failed,
    Finished,
    FrameReady,
    HostStatus,
    Progress,
    Rendered,
    Resident,
    StatusChanged,
)
from morphospace.hosting.messages import order_message, read_order, read_told, told_message
from morphospace.hosting.orders import Begun, Cancel, Close, Fatal, Load, Render, Run, Unload
from morphospace.hosting.wire import Message, WireError, pack, unpack

PICTURE = np.arange(2 * 4 * 4 * 3, dtype=np.uint8).reshape(2, 4, 4, 3)


def same(one: Any, other: Any) -> bool:
    """Equality that looks into arrays and into what holds them."""
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and np.array_equal(one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "__dataclass_fields__"):
        return type(one) is type(other) and same(vars(one), vars(other))
    return bool(one == other)


ORDERS = [
    Load(1, "faces-cvae"),
    Render(
        2,
        "faces-cvae",
        Request(
            settings={"smile": 0.5, "hair": "long", "glasses": True, "seed": 3},
            images={"image": PICTURE},
            masks={"mask": PICTURE[..., 0]},
            latents={"h": np.ones((2, 5), np.float32)},
            n=2,
            seed=7,
            draft=True,
        ),
        "left",
    ),
    Run(3, "encode", {"model": "faces-cvae", "images": ["a.png"], "latents": {"h": np.ones(3)}}),
    Run(3, "decode_places", {"places": np.ones((2, 3)), "deep": [{"ids": np.arange(3)}]}, "glass"),
    Cancel(4),
    Unload("faces-cvae"),
    Close(),
]

TOLD = [
    FrameReady(
        1,
        Rendered(
            images=PICTURE,
            latents={"h": np.ones((2, 5), np.float32)},
            settings=({"smile": 0.5}, {"smile": 1}),
            step=2,
            steps=3,
            draft=True,
            extras={"density": [1.5, 2.0], "maps": {"residual": np.ones((2, 4, 4))}, "empty": None},
            seconds=0.25,
        ),
    ),
    Progress(2, 3, 10, "Encoding", PICTURE[0]),
    Progress(2, 3, 0, "Encoding"),
    Progress(2, 3, 0, "Projecting", PICTURE[0], {"points": np.ones((5, 2), np.float32)}),
    Finished(3, {"file": "x", "count": 3, "curve": np.arange(3.0)}),
    Finished(3, {"found": [{"name": "a", "curves": [np.arange(3.0), np.arange(4)]}]}),
    Failed(4, "It is out of range.", "BadSettingError"),
    Cancelled(5),
    StatusChanged(HostStatus("ready", "cpu", "CPU", 5, 9, (Resident("m", "M", 3, "cpu", 1.5),), "")),
    Begun(6),
    Fatal("There is no torch."),
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: type(order).__name__)
def test_an_order_comes_back(order: Any) -> None:
    assert same(read_order(unpack(pack(order_message(order)))), order)


@pytest.mark.parametrize("told", TOLD, ids=lambda told: type(told).__name__)
def test_an_event_comes_back(told: Any) -> None:
    assert same(read_told(unpack(pack(told_message(told)))), told)


def test_numbers_of_numpy_travel_as_numbers() -> None:
    order = Render(1, "m", Request(settings={"smile": np.float32(0.5), "glasses": np.bool_(True)}))  # type: ignore[dict-item]
    back = read_order(unpack(pack(order_message(order))))
    assert isinstance(back, Render)
    assert back.request.settings == {"smile": 0.5, "glasses": True}


@pytest.mark.parametrize(
    "message",
    [
        Message("explode"),
        Message("load", {"ticket": 1}),
        Message("load", {"ticket": "1", "model": "m"}),
        Message("render", {"ticket": 1, "model": "m"}),
        Message("frame", {"ticket": 1}),
    ],
    ids=lambda message: message.kind,
)
def test_a_message_that_lacks_something_is_refused(message: Message) -> None:
    with pytest.raises(WireError):
        read_order(message)
    with pytest.raises(WireError):
        read_told(message)
