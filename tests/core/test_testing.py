"""The contract suite passes a sound family, and each of its checks finds the fault it is there for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest
import torch
from support.tiny import CONTROLS, SIZE, TinyFamily, TinyModel, make_tiny_model

from morphospace import Checkpoint, Frame, ImageInput, Request, Slider
from morphospace.errors import BadSettingError
from morphospace.testing import CHECKS, Case, Check

STEPS = 3


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("models"), steps=STEPS)


@pytest.fixture(scope="module")
def sound(folder: Path) -> Case:
    return Case(TinyFamily(), folder)


@pytest.mark.parametrize("check", CHECKS)
def test_a_sound_family_passes(check: Check, sound: Case) -> None:
    check(sound)


def frames_with(**changes: Callable[[Frame], object]) -> type[TinyModel]:
    """A tiny model whose frames are changed so."""

    class Changed(TinyModel):
        def render(self, request: Request) -> Iterator[Frame]:
            for frame in super().render(request):
                yield replace(frame, **{name: make(frame) for name, make in changes.items()})  # type: ignore[arg-type]

    return Changed


def asked_with(change: Callable[[Request], Request]) -> type[TinyModel]:
    """A tiny model that takes every request for another one."""

    class Mistaken(TinyModel):
        def render(self, request: Request) -> Iterator[Frame]:
            yield from super().render(change(request))

    return Mistaken


def deaf_to(name: str, when: Callable[[Request], bool] = lambda request: True) -> type[TinyModel]:
    """A tiny model that says it heeds a setting, and draws without it."""

    class Deaf(TinyModel):
        def render(self, request: Request) -> Iterator[Frame]:
            for frame in super().render(request):
                deaf = [{**row, name: 0.0} for row in frame.settings]
                images = self.decode(frame.latents, deaf) if when(request) else frame.images
                yield replace(frame, images=images)

    return Deaf


class YieldsWhenClosed(TinyModel):
    def render(self, request: Request) -> Iterator[Frame]:
        for frame in super().render(request):
            try:
                yield frame
            finally:
                yield frame


class LeavesItsPlace(TinyModel):
    """Keeps what it draws in itself, and an abandoned render leaves it half done."""

    half_done = False

    def render(self, request: Request) -> Iterator[Frame]:
        for frame in super().render(request):
            yield replace(frame, images=-frame.images if self.half_done else frame.images)
            self.half_done = not self.half_done


class KeepsTheRequest(TinyModel):
    """Keeps in itself what it is asked, where a second render finds and replaces it."""

    def render(self, request: Request) -> Iterator[Frame]:
        self._request = request
        for step in range(1, STEPS + 1):
            *_, frame = super().render(self._request)
            yield replace(frame, step=step, steps=STEPS)


class OnlyItsOwnSize(TinyModel):
    def render(self, request: Request) -> Iterator[Frame]:
        if any(image.shape[1:3] != (SIZE, SIZE) for image in request.images.values()):
            raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")
        yield from super().render(request)


class DrawsAnyhow(TinyModel):
    def prior(self, n: int, seed: int) -> dict[str, torch.Tensor]:
        return {"z": torch.rand(n, 3) - 0.5}


class AlwaysTheSame(TinyModel):
    def prior(self, n: int, seed: int) -> dict[str, torch.Tensor]:
        return super().prior(n, 0)

    def _draw(self, n: int, seed: int) -> list[dict[str, object]]:
        return super()._draw(n, 0)


class DecodesHalf(TinyModel):
    def decode(self, latents: Any, settings: Any = None) -> torch.Tensor:
        return super().decode(latents, settings)[..., ::2, ::2]


class DecodesDetached(TinyModel):
    def decode(self, latents: Any, settings: Any = None) -> torch.Tensor:
        return super().decode(latents, settings).detach()


class EncodesWithoutGradients(TinyModel):
    @torch.no_grad()
    def encode(self, images: torch.Tensor, settings: Any = None) -> dict[str, torch.Tensor]:
        return super().encode(images, settings)


class EncodesOtherwise(TinyModel):
    def encode(self, images: torch.Tensor, settings: Any = None) -> dict[str, torch.Tensor]:
        return {**super().encode(images, settings), "more": images}


class ReadsNonsense(TinyModel):
    def read(self, images: torch.Tensor) -> list[dict[str, object]]:
        return [{"smile": 7.0}] * len(images)


class Silent(TinyModel):
    def render(self, request: Request) -> Iterator[Frame]:
        return iter(())


@dataclass(frozen=True, kw_only=True)
class AnythingGoes(Slider):
    def validate(self, value: object) -> float:
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise BadSettingError("not a number") from None


class TakesAnything(TinyModel):
    controls = (AnythingGoes(name="smile", title="Smile", minimum=-1, maximum=1, default=0),)


class FewerControls(TinyModel):
    controls = CONTROLS[:2]


FAULTS: list[tuple[str, type[TinyModel], str]] = [
    ("controls_are_those_of_the_card", FewerControls, "card.controls"),
    ("controls_are_those_of_the_card", TakesAnything, "card.controls"),
    ("impossible_settings_are_refused", TakesAnything, "smile takes"),
    ("frames_are_pictures", Silent, "no frame"),
    ("frames_are_pictures", frames_with(images=lambda frame: frame.images[:1]), "image_size"),
    ("frames_are_pictures", frames_with(images=lambda frame: frame.images[..., :-1]), "image_size"),
    ("frames_are_pictures", frames_with(images=lambda frame: frame.images.to(torch.int8)), "float"),
    ("frames_are_pictures", frames_with(images=lambda frame: frame.images * torch.nan), "NaN"),
    ("frames_are_pictures", frames_with(images=lambda frame: frame.images * 2), "clamp"),
    ("frames_count_their_steps", frames_with(step=lambda frame: 1), "count upwards"),
    ("frames_count_their_steps", frames_with(steps=lambda frame: 9), "unfinished"),
    ("frames_may_be_abandoned", YieldsWhenClosed, "GeneratorExit"),
    ("frames_may_be_abandoned", LeavesItsPlace, "local variables"),
    ("renders_do_not_disturb_each_other", KeepsTheRequest, "local variables"),
    ("the_seed_decides_everything", DrawsAnyhow, "torch.Generator"),
    ("the_seed_decides_everything", AlwaysTheSame, "seeds 1 and 2"),
    (
        "the_seed_decides_everything",
        frames_with(images=lambda frame: frame.images[:1].expand_as(frame.images)),
        "each by itself",
    ),
    ("pictures_of_any_size_are_opened", OnlyItsOwnSize, "from_pixels"),
    ("frames_tell_their_settings", frames_with(settings=lambda frame: ()), "one mapping a picture"),
    (
        "frames_tell_their_settings",
        frames_with(settings=lambda frame: [{"smile": 0.0}] * len(frame.settings)),
        "every control",
    ),
    (
        "frames_tell_their_settings",
        frames_with(settings=lambda frame: [{**row, "smile": 9.0} for row in frame.settings]),
        "smile = 9 is out of range",
    ),
    ("frames_tell_their_settings", asked_with(lambda request: replace(request, settings={})), "asked for"),
    ("a_picture_can_be_rendered_again", frames_with(latents=lambda frame: {}), "card's latents"),
    (
        "a_picture_can_be_rendered_again",
        asked_with(lambda request: replace(request, latents={})),
        "latents in a request go before",
    ),
    ("every_control_moves_a_pixel", deaf_to("smile"), "smile changes no pixel"),
    (
        "every_control_moves_a_pixel",
        deaf_to("glasses", lambda request: bool(request.images)),
        "glasses changes no pixel of an opened picture",
    ),
    (
        "every_control_moves_a_draft",
        deaf_to("smile", lambda request: request.draft),
        "smile changes no pixel of a draft",
    ),
    ("new_latents_follow_from_the_seed", DrawsAnyhow, "two z for one seed"),
    ("new_latents_follow_from_the_seed", AlwaysTheSame, "seeds 1 and 2"),
    ("latents_become_pictures", DecodesHalf, "image_size"),
    ("pictures_become_latents", EncodesOtherwise, "the card's latents mean"),
    ("encoding_and_decoding_pass_gradients", DecodesDetached, "decode passes no gradient"),
    ("encoding_and_decoding_pass_gradients", EncodesWithoutGradients, "encode passes no gradient"),
    ("what_is_read_are_settings", ReadsNonsense, "smile = 7 is out of range"),
]
BY_NAME = {check.__name__: check for check in CHECKS}


class Broken(TinyFamily):
    """Loads every checkpoint as a model with a fault."""

    def __init__(self, model: type[TinyModel]) -> None:
        self._model = model

    def load(self, checkpoint: Checkpoint, device: str) -> TinyModel:
        return self._model(checkpoint.tensors(device), device, STEPS)


@pytest.mark.parametrize(("check", "model", "words"), FAULTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_fault_is_found(check: str, model: type[TinyModel], words: str, folder: Path) -> None:
    with pytest.raises(AssertionError) as caught:
        BY_NAME[check](Case(Broken(model), folder))
    assert words in str(caught.value), str(caught.value)


def test_every_check_is_shown_to_fail() -> None:
    elsewhere = {
        "registering_needs_no_torch",
        "the_card_names_the_family",
        "capabilities_are_those_of_the_card",
    }
    assert {name for name, _, _ in FAULTS} | elsewhere == set(BY_NAME)


def test_a_family_that_imports_torch_to_be_registered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (tmp_path / "eager_plugin.py").write_text(
        "import torch\nfrom support.tiny import TinyFamily\nclass Eager(TinyFamily): pass\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    import eager_plugin  # type: ignore[import-not-found]

    with pytest.raises(
        AssertionError, match=r"registering eager_plugin imports torch \(in .*eager_plugin.py, line 1\)"
    ):
        BY_NAME["registering_needs_no_torch"](Case(eager_plugin.Eager(), folder))


def test_a_family_that_cannot_be_imported_by_name_is_not_judged(folder: Path) -> None:
    nowhere = type("Nowhere", (TinyFamily,), {"__module__": "a_module_that_is_not_there"})
    with pytest.raises(SkipTest, match="module of its own"):
        BY_NAME["registering_needs_no_torch"](Case(nowhere(), folder))


@pytest.mark.parametrize(
    ("check", "lie", "words"),
    [
        ("the_card_names_the_family", {"family": "other"}, "family 'other'"),
        ("capabilities_are_those_of_the_card", {"capabilities": ("encode", "fly")}, "'fly'"),
        ("capabilities_are_those_of_the_card", {"capabilities": ("encode", "decode", "read")}, "'sample'"),
    ],
)
def test_a_card_that_lies(check: str, lie: dict[str, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=words):
        BY_NAME[check](Case(TinyFamily(), make_tiny_model(tmp_path, **lie)))


def test_a_card_that_promises_what_the_model_cannot(folder: Path) -> None:
    class OnlyRenders:
        controls = CONTROLS

        def __init__(self, *_: object) -> None: ...

        def render(self, request: Request) -> Iterator[Frame]:
            yield from ()

    with pytest.raises(AssertionError, match=r"promises decode \(decode\), encode \(encode\), read"):
        BY_NAME["capabilities_are_those_of_the_card"](Case(Broken(OnlyRenders), folder))  # type: ignore[arg-type]


class Translates(TinyModel):
    """Needs a picture and makes another of it: no latents, nothing drawn."""

    controls = (ImageInput(name="source", title="Picture", required=True),)
    heeds = True

    def render(self, request: Request) -> Iterator[Frame]:
        from morphospace import from_pixels

        images = from_pixels(request.images["source"], SIZE)
        yield Frame(images=-images if self.heeds else images * 0, settings=[{}] * len(images))


class IgnoresItsPicture(Translates):
    heeds = False


def test_a_model_that_needs_a_picture_is_given_one(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path, controls=Translates.controls, latents={})
    for check in ("frames_are_pictures", "the_seed_decides_everything", "every_control_moves_a_draft"):
        BY_NAME[check](Case(Broken(Translates), folder))
    with pytest.raises(AssertionError, match="another image in source changes nothing"):
        BY_NAME["every_control_moves_a_pixel"](Case(Broken(IgnoresItsPicture), folder))


def test_what_a_model_has_not_is_skipped_and_not_passed(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path, controls=(), latents={}, capabilities=())

    class Bare:
        controls = ()

        def __init__(self, *_: object) -> None: ...

        def render(self, request: Request) -> Iterator[Frame]:
            generator = torch.Generator().manual_seed(request.seed)
            images = torch.rand(request.n, 3, SIZE, SIZE, generator=generator) * 2 - 1
            yield Frame(images=images, settings=[{}] * request.n)

    case, skipped = Case(Broken(Bare), folder), set()  # type: ignore[arg-type]
    for check in CHECKS[1:]:
        try:
            check(case)
        except SkipTest:
            skipped.add(check.__name__)
    assert skipped == {
        "pictures_of_any_size_are_opened",
        "a_picture_can_be_rendered_again",
        "every_control_moves_a_pixel",
        "every_control_moves_a_draft",
        "new_latents_follow_from_the_seed",
        "latents_become_pictures",
        "pictures_become_latents",
        "encoding_and_decoding_pass_gradients",
        "what_is_read_are_settings",
    }
