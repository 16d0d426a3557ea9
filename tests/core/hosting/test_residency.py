"""Models come and go within a budget."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from morphospace.errors import HostError
from morphospace.hosting.residency import Memory, Residency, megabytes

MB = 10**6


@dataclass
class Make:
    """A make-believe model in a make-believe memory."""

    model: str
    bytes: int = 40 * MB
    stamp: str = "1"
    measured: int | None = None
    faults: list[BaseException] = field(default_factory=list)
    loads: int = 0

    @property
    def title(self) -> str:
        return self.model.capitalize()

    def open(self, device: str) -> Make:
        self.loads += 1
        if self.faults:
            raise self.faults.pop(0)
        return self


def residency(budget: int = 100 * MB, freed: list[int] | None = None) -> Residency[Make]:
    return Residency(
        Memory(
            device="cpu",
            budget=budget,
            measure=lambda model: model.measured or model.bytes,
            is_full=lambda error: isinstance(error, MemoryError),
            free=lambda: None if freed is None else freed.append(1),
        )
    )


def held(one: Residency[Make]) -> list[str]:
    return [resident.model for resident in one.residents]


def use(one: Residency[Make], *makes: Make) -> None:
    for make in makes:
        with one.use(make):
            pass


def test_a_model_is_loaded_once() -> None:
    one, a = residency(), Make("a")
    assert not one.holds(a)
    use(one, a, a)
    assert one.holds(a)
    assert a.loads == 1
    (resident,) = one.residents
    assert (resident.model, resident.title, resident.bytes, resident.device) == ("a", "A", 40 * MB, "cpu")


def test_the_least_recently_used_leaves_first() -> None:
    one, a, b, c = residency(), Make("a"), Make("b"), Make("c")
    use(one, a, b, a, c)
    assert held(one) == ["a", "c"]


def test_a_model_in_use_stays() -> None:
    one, a, b, c = residency(), Make("a"), Make("b"), Make("c")
    with one.use(a):
        use(one, b, c)
        assert held(one) == ["a", "c"]


def test_what_can_never_fit_is_refused_and_nothing_is_evicted_for_it() -> None:
    one, a = residency(), Make("a")
    use(one, a)
    with pytest.raises(HostError, match=r"Huge takes 150 MB, and only 100 MB"):
        use(one, Make("huge", bytes=150 * MB))
    assert held(one) == ["a"]
    with one.use(a), pytest.raises(HostError, match="only 60 MB"):
        use(one, Make("b", bytes=70 * MB))


def test_a_model_larger_than_its_file_pushes_others_out_afterwards() -> None:
    one, a = residency(), Make("a")
    use(one, a, Make("b", measured=70 * MB))
    assert held(one) == ["b"]


def test_out_of_memory_frees_all_and_tries_once_more() -> None:
    freed: list[int] = []
    one, a, b = residency(freed=freed), Make("a"), Make("b", faults=[MemoryError()])
    use(one, a, b)
    assert held(one) == ["b"]
    assert b.loads == 2
    assert freed


def test_out_of_memory_twice_is_one_sentence() -> None:
    one, b = residency(), Make("b", faults=[MemoryError(), MemoryError()])
    with pytest.raises(HostError, match="not enough memory on cpu for B"):
        use(one, b)
    assert b.loads == 2
    use(one, b)
    assert held(one) == ["b"]


def test_other_faults_pass_at_once() -> None:
    one, b = residency(), Make("b", faults=[ValueError("no tensor")])
    with pytest.raises(ValueError, match="no tensor"):
        use(one, b)
    assert held(one) == []


def test_a_model_whose_files_changed_is_loaded_anew() -> None:
    one, a = residency(), Make("a")
    use(one, a, Make("a", stamp="2"))
    assert held(one) == ["a"]
    assert not one.holds(a)


def test_idle_models_can_be_dropped() -> None:
    one, a, b = residency(), Make("a"), Make("b")
    with one.use(a):
        use(one, b)
        assert one.evict_idle()
        assert held(one) == ["a"]
        assert not one.evict_idle()


def test_a_model_is_unloaded_by_hand_and_one_in_use_after_its_use() -> None:
    one, a, b = residency(), Make("a"), Make("b")
    use(one, a)
    with one.use(b):
        one.unload("a")
        one.unload("b")
        one.unload("nobody")
        assert held(one) == ["b"]
        use(one, b)
    assert held(one) == []


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 MB"), (5, "1 MB"), (12 * MB, "12 MB"), (1_540 * MB, "1.5 GB")]
)
def test_bytes_for_people(count: int, words: str) -> None:
    assert megabytes(count) == words
