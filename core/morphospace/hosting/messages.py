"""Orders and events as messages, and back: the only place that knows how each looks on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import numpy as np

from morphospace.hosting.host import (
    Cancelled,
    Event,
    Failed,
    Finished,
    FrameReady,
    HostStatus,
    Progress,
    Rendered,
    Resident,
    StatusChanged,
)
from morphospace.hosting.orders import (
    Begun,
    Cancel,
    Close,
    Fatal,
    Importing,
    Load,
    Order,
    Ping,
    Pong,
    Render,
    Run,
    Unload,
)
from morphospace.hosting.wire import Message, WireError
from morphospace.models import Request

Told = Event | Begun | Pong | Importing | Fatal
"""What a worker tells the host."""

_ARRAY = "\N{BULLET}array"
"""The key of a mapping that stands for an array within nested plain data."""


def order_message(order: Order) -> Message:
    """An order as a message."""
    match order:
        case Load():
            return Message("load", {"ticket": order.ticket, "model": order.model})
        case Render():
            return _render_message(order)
        case Run():
            return _run_message(order)
        case Cancel():
            return Message("cancel", {"ticket": order.ticket})
        case Unload():
            return Message("unload", {"model": order.model})
        case Ping():
            return Message("ping")
        case Close():
            return Message("close")


def read_order(message: Message) -> Order:
    """The order in a message. Raises ``WireError`` if it is none."""
    return _checked(message, _ORDERS, "an order")


def told_message(told: Told) -> Message:
    """What a worker tells as a message."""
    match told:
        case FrameReady():
            return _frame_message(told)
        case Progress():
            return _progress_message(told)
        case Finished():
            arrays: dict[str, np.ndarray] = {}
            result = _flatten(dict(told.result), arrays)
            return Message("finished", {"ticket": told.ticket, "result": result}, arrays)
        case Failed():
            return Message("failed", asdict(told))
        case Cancelled():
            return Message("cancelled", asdict(told))
        case StatusChanged():
            return Message("status", asdict(told.status))
        case Begun():
            return Message("begun", asdict(told))
        case Pong():
            return Message("pong", asdict(told))
        case Importing():
            return Message("importing", asdict(told))
        case Fatal():
            return Message("fatal", asdict(told))


def read_told(message: Message) -> Told:
    """What a worker told in a message. Raises ``WireError`` if it is nothing known."""
    return _checked(message, _TOLD, "an event")


_T = TypeVar("_T")


def _checked(message: Message, readers: Mapping[str, Callable[[Message], _T]], what: str) -> _T:
    if message.kind not in readers:
        raise WireError(f"A message of the kind {message.kind!r} is not {what} of this version.")
    try:
        return readers[message.kind](message)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WireError(f"A {message.kind} message is not complete ({error!r}).") from None


def _render_message(order: Render) -> Message:
    request = order.request
    arrays = {
        **_prefixed("images", request.images),
        **_prefixed("masks", request.masks),
        **_prefixed("latents", request.latents),
    }
    fields = {
        "ticket": order.ticket,
        "model": order.model,
        "view": order.view,
        "settings": plain(request.settings),
        "n": request.n,
        "seed": request.seed,
        "draft": request.draft,
    }
    return Message("render", fields, arrays)


def _run_message(order: Run) -> Message:
    arrays: dict[str, np.ndarray] = {}
    arguments = _flatten(dict(order.arguments), arrays)
    fields = {"ticket": order.ticket, "job": order.job, "arguments": arguments, "view": order.view}
    return Message("run", fields, arrays)


def _read_render(message: Message) -> Render:
    fields = message.fields
    request = Request(
        settings=dict(fields["settings"]),
        images=_under("images", message.arrays),
        masks=_under("masks", message.arrays),
        latents=_under("latents", message.arrays),
        n=int(fields["n"]),
        seed=int(fields["seed"]),
        draft=bool(fields["draft"]),
    )
    return Render(_ticket(fields), str(fields["model"]), request, str(fields["view"]))


def _frame_message(event: FrameReady) -> Message:
    rendered = event.rendered
    arrays = {"images": rendered.images, **_prefixed("latents", rendered.latents)}
    fields = {
        "ticket": event.ticket,
        "settings": [plain(one) for one in rendered.settings],
        "step": rendered.step,
        "steps": rendered.steps,
        "draft": rendered.draft,
        "seconds": rendered.seconds,
        "extras": _flatten(dict(rendered.extras), arrays),
    }
    return Message("frame", fields, arrays)


def _read_frame(message: Message) -> FrameReady:
    fields = message.fields
    rendered = Rendered(
        images=message.arrays["images"],
        latents=_under("latents", message.arrays),
        settings=tuple(dict(one) for one in fields["settings"]),
        step=int(fields["step"]),
        steps=int(fields["steps"]),
        draft=bool(fields["draft"]),
        extras=_unflatten(fields["extras"], message.arrays),
        seconds=float(fields["seconds"]),
    )
    return FrameReady(_ticket(fields), rendered)


def _progress_message(told: Progress) -> Message:
    arrays = _prefixed("arrays", told.arrays)
    if told.preview is not None:
        arrays["preview"] = told.preview
    fields = {"ticket": told.ticket, "done": told.done, "total": told.total, "text": told.text}
    return Message("progress", fields, arrays)


def _read_progress(message: Message) -> Progress:
    fields = message.fields
    return Progress(
        _ticket(fields),
        float(fields["done"]),
        float(fields["total"]),
        str(fields["text"]),
        message.arrays.get("preview"),
        _under("arrays", message.arrays),
    )


def _read_finished(message: Message) -> Finished:
    return Finished(_ticket(message.fields), _unflatten(message.fields["result"], message.arrays))


def _read_run(message: Message) -> Run:
    fields = message.fields
    view = None if fields["view"] is None else str(fields["view"])
    return Run(_ticket(fields), str(fields["job"]), _unflatten(fields["arguments"], message.arrays), view)


def _read_status(message: Message) -> StatusChanged:
    fields = dict(message.fields)
    fields["resident"] = tuple(Resident(**one) for one in fields["resident"])
    return StatusChanged(HostStatus(**fields))


_ORDERS: Mapping[str, Callable[[Message], Order]] = {
    "load": lambda message: Load(_ticket(message.fields), str(message.fields["model"])),
    "render": _read_render,
    "run": _read_run,
    "cancel": lambda message: Cancel(_ticket(message.fields)),
    "unload": lambda message: Unload(str(message.fields["model"])),
    "ping": lambda message: Ping(),
    "close": lambda message: Close(),
}

_TOLD: Mapping[str, Callable[[Message], Told]] = {
    "frame": _read_frame,
    "progress": _read_progress,
    "finished": _read_finished,
    "failed": lambda message: Failed(**message.fields),
    "cancelled": lambda message: Cancelled(_ticket(message.fields)),
    "status": _read_status,
    "begun": lambda message: Begun(_ticket(message.fields)),
    "pong": lambda message: Pong(
        _ticket(message.fields), float(message.fields["seconds"]), bool(message.fields["loading"])
    ),
    "importing": lambda message: Importing(str(message.fields["plugin"])),
    "fatal": lambda message: Fatal(str(message.fields["message"])),
}


def _ticket(fields: Mapping[str, Any]) -> int:
    ticket = fields["ticket"]
    if type(ticket) is not int:
        raise ValueError(f"ticket {ticket!r}")
    return ticket


def _prefixed(prefix: str, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {f"{prefix}/{name}": np.asarray(array) for name, array in arrays.items()}


def _under(prefix: str, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {
        name.removeprefix(f"{prefix}/"): array
        for name, array in arrays.items()
        if name.startswith(f"{prefix}/")
    }


def plain(value: Any) -> Any:
    """``value`` with numpy's numbers, tuples and mappings as Python's: what JSON can say."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _flatten(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """Plain data with every array within it moved to ``arrays`` and its name left in its place."""
    if isinstance(value, np.ndarray):
        name = f"nested/{len(arrays)}"
        arrays[name] = value
        return {_ARRAY: name}
    if isinstance(value, Mapping):
        return {str(key): _flatten(item, arrays) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_flatten(item, arrays) for item in value]
    return plain(value)


def _unflatten(value: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    if isinstance(value, dict):
        if list(value) == [_ARRAY]:
            return arrays[value[_ARRAY]]
        return {key: _unflatten(item, arrays) for key, item in value.items()}
    if isinstance(value, list):
        return [_unflatten(item, arrays) for item in value]
    return value
