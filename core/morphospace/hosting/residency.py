"""Residency: which models are in memory, within a budget; the least recently used leave first.

This is bookkeeping alone: how a model is loaded, what it takes and what "out of memory" looks like are
given by the owner, so every case can be tested with make-believe models.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from morphospace.errors import HostError
from morphospace.hosting.host import Resident

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


class Source(Protocol[M_co]):
    """Where one model comes from. ``stamp`` changes when what lies on disk does; ``bytes`` is a guess."""

    @property
    def model(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def bytes(self) -> int: ...
    @property
    def stamp(self) -> str: ...
    def open(self, device: str) -> M_co: ...


@dataclass
class _Place(Generic[M]):
    model: M
    resident: Resident
    stamp: str
    pins: int = 0
    leaving: bool = False


@dataclass(frozen=True)
class Memory(Generic[M]):
    """The memory of one device, as residency needs to know it."""

    device: str
    budget: int
    measure: Callable[[M], int]
    is_full: Callable[[BaseException], bool]
    free: Callable[[], None]


class Residency(Generic[M]):
    """The models on one device. Not thread-safe: it belongs to the thread that runs models."""

    def __init__(
        self,
        memory: Memory[M],
        changed: Callable[[], None] = lambda: None,
        noted: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._memory = memory
        self._changed = changed
        self._noted = noted
        self._places: OrderedDict[str, _Place[M]] = OrderedDict()
        self.loading = False
        """Whether a model is being loaded at this moment; for any thread."""
        self.loaded_at = 0.0
        """When the last load ended (monotonic seconds)."""

    @property
    def residents(self) -> tuple[Resident, ...]:
        """What is in memory, the least recently used first."""
        return tuple(place.resident for place in self._places.values())

    def holds(self, source: Source[M]) -> bool:
        """Whether using it needs no loading."""
        place = self._places.get(source.model)
        return place is not None and place.stamp == source.stamp

    @contextmanager
    def use(self, source: Source[M]) -> Iterator[M]:
        """The model, loaded if need be, and pinned while the context is open.

        Raises ``HostError`` where there is no room, and whatever the source's ``open`` raises.
        """
        place = self._places.get(source.model)
        if place is not None and place.stamp != source.stamp and not place.pins:
            self._evict(source.model)
            place = None
        if place is None:
            place = self._load(source)
        self._places.move_to_end(source.model)
        place.pins += 1
        try:
            yield place.model
        finally:
            place.pins -= 1
            if place.leaving and not place.pins:
                self._evict(source.model)

    def unload(self, model: str) -> None:
        """Drop a model, or let it go as soon as nobody uses it; one that is not here is left alone."""
        place = self._places.get(model)
        if place is not None and place.pins:
            place.leaving = True
            self._noted(f"{place.resident.title} leaves memory as soon as nothing uses it.")
            self._changed()
        elif place is not None:
            self._evict(model)

    def evict_idle(self) -> bool:
        """Drop every model that is not in use; whether there was any."""
        idle = [model for model, place in self._places.items() if not place.pins]
        for model in idle:
            self._evict(model)
        self._memory.free()
        return bool(idle)

    def _load(self, source: Source[M]) -> _Place[M]:
        self._make_room(source)
        self.loading = True
        try:
            model = self._open(source)
            if model is None:
                model = self._open_again(source)
        finally:
            self.loading, self.loaded_at = False, time.monotonic()
        taken = max(1, self._memory.measure(model))
        place = _Place(
            model, Resident(source.model, source.title, taken, self._memory.device, time.time()), source.stamp
        )
        self._places[source.model] = place
        self._evict_until(lambda: self._taken() <= self._memory.budget, source)
        self._changed()
        return place

    def _open(self, source: Source[M]) -> M | None:
        """The model, or None where memory ran out.

        Not a retry within ``except``: the exception's traceback would keep alive what was half loaded.
        """
        try:
            return source.open(self._memory.device)
        except Exception as error:
            if not self._memory.is_full(error):
                raise
            return None

    def _open_again(self, source: Source[M]) -> M:
        """After a failed allocation: with all idle models gone, once."""
        self._noted(f"Memory ran out while {source.title} was loaded: the models at rest leave it.")
        self.evict_idle()
        model = self._open(source)
        if model is None:
            raise HostError(
                f"There is not enough memory on {self._memory.device} for {source.title} "
                f"({megabytes(source.bytes)}): close other programs, or use a smaller model."
            )
        return model

    def _make_room(self, source: Source[M]) -> None:
        budget = self._memory.budget
        pinned = sum(place.resident.bytes for place in self._places.values() if place.pins)
        if source.bytes + pinned > budget:
            raise HostError(
                f"{source.title} takes {megabytes(source.bytes)}, and only "
                f"{megabytes(max(0, budget - pinned))} are set aside for it on {self._memory.device}: "
                "use a smaller model, or allow models more memory."
            )
        self._evict_until(lambda: self._taken() + source.bytes <= budget, source)

    def _evict_until(self, enough: Callable[[], bool], keep: Source[M]) -> None:
        """Also after loading: models can turn out larger than their files."""
        leaving = [place for model, place in self._places.items() if not place.pins and model != keep.model]
        for place in leaving:
            if enough():
                return
            self._noted(f"{place.resident.title} left memory to make room for {keep.title}.")
            self._evict(place.resident.model)

    def _evict(self, model: str) -> None:
        del self._places[model]
        # Given back at once, so that the next allocation finds it.
        self._memory.free()
        self._changed()

    def _taken(self) -> int:
        return sum(place.resident.bytes for place in self._places.values())


def megabytes(count: int) -> str:
    """A number of bytes for people: ``"12 MB"``, ``"1.5 GB"``."""
    if count >= 10**9:
        return f"{count / 10**9:.1f} GB"
    return f"{max(1, round(count / 10**6))} MB" if count else "0 MB"
