"""Models from Python: open one, edit, show.

    import morphospace as ms
    model = ms.open_model("faces-cvae")
    model.edit("me.png", smile=1).show()

The command line is written on this, so both do exactly the same. Work is done in this process by one
inline host a device, which keeps models in memory between calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np

from morphospace.controls import Setting, validate_settings
from morphospace.errors import BadImageError, BadInputError, BadSettingError
from morphospace.library import Card, Checkpoint, Library
from morphospace.models import Request
from morphospace.picture import Picture, Pictures

if TYPE_CHECKING:
    from PIL.Image import Image

    from morphospace.hosting import Host, Rendered
    from morphospace.latents.pace import Pace
    from morphospace.travel import PathKind

CHUNK = 64
"""Pictures in one request: enough to keep every core busy, few enough to show progress."""

ImageLike: TypeAlias = "str | Path | np.ndarray | Image | Picture"
"""A file, uint8 ``(H, W, 3)``, a Pillow picture, or what a model made before; any size."""

Many: TypeAlias = "list[Any] | tuple[Any, ...]"
"""Several of ``ImageLike``."""


def open_model(model: str | Path, device: str | None = None) -> OpenModel:
    """The model with this id, or in this folder, on a torch device (the best there is unless given).

    Reads its card only; the weights are loaded with the first picture.
    Raises ``BadInputError`` if there is no such model and ``BadCheckpointError`` if it is damaged.
    """
    return OpenModel(model, device)


class OpenModel:
    """A model to work with. Everywhere one picture gives a ``Picture`` and a list gives ``Pictures``.
    ``checkpoint`` and ``card`` say what it is made of.

    Settings are given by name, as ``morphospace models`` lists them; those left out are read from the
    picture or, for new pictures, follow the distribution of the data. A setting that does not exist or is
    out of range raises ``BadSettingError``, a picture that cannot be read ``BadImageError``.
    """

    def __init__(self, model: str | Path, device: str | None = None) -> None:
        checkpoint = Library().get(str(model))
        self.checkpoint: Checkpoint = checkpoint
        self.card: Card = checkpoint.card
        self.hash: str = checkpoint.hash
        self._name = self.card.id if str(model) == self.card.id else str(Path(model).resolve())
        self._device = device

    def sample(self, n: int | None = None, seed: int = 0, **settings: object) -> Picture | Pictures:
        """``n`` new pictures, the same for the same seed; without ``n`` one."""
        pictures = Pictures(p for chunk in self.sampled(1 if n is None else n, seed, settings) for p in chunk)
        return pictures[0] if n is None else pictures

    @overload
    def edit(self, image: ImageLike, **settings: object) -> Picture: ...
    @overload
    def edit(self, image: Many, **settings: object) -> Pictures: ...
    def edit(self, image: ImageLike | Many, **settings: object) -> Picture | Pictures:
        """The picture as it would be with these settings; everything else about it stays."""
        one, images = _several(image)
        pictures = Pictures(p for chunk in _chunks(images) for p in self.edited(chunk, settings))
        return pictures[0] if one else pictures

    @overload
    def reconstruct(self, image: ImageLike) -> Picture: ...
    @overload
    def reconstruct(self, image: Many) -> Pictures: ...
    def reconstruct(self, image: ImageLike | Many) -> Picture | Pictures:
        """The picture as the model sees it: encoded and decoded, with nothing changed."""
        return self.edit(image)

    def encode(self, image: ImageLike | Many) -> Mapping[str, np.ndarray]:
        """Latents of the picture or pictures: float32 by name, batch first."""
        pictures = [p for chunk in _chunks(_several(image)[1]) for p in self.edited(chunk, {})]
        return stack_latents(pictures)

    def decode(self, latents: Mapping[str, np.ndarray], seed: int = 0, **settings: object) -> Pictures:
        """Pictures of latents as ``encode`` gives them, one for each.

        Raises ``BadInputError`` for latents of other names or shapes than the card's.
        """
        asked = self.checked(settings)
        arrays = {name: np.asarray(array, np.float32) for name, array in latents.items()}
        if {name: array.shape[1:] for name, array in arrays.items()} != dict(self.card.latents):
            wanted = ", ".join(
                f"{name} (N, {', '.join(map(str, shape))})" for name, shape in self.card.latents.items()
            )
            raise BadInputError(
                f"{self.card.title} decodes latents {wanted or 'of no kind'}: encode them with it."
            )
        rendered = self._render(Request(latents=arrays, settings=asked, seed=_seed(seed)))
        return self._pictures(rendered, seed=seed)

    def interpolate(
        self,
        a: ImageLike,
        b: ImageLike,
        steps: int = 9,
        path: PathKind = "straight",
        pace: Pace = "turns",
        along: Many | None = None,
    ) -> Pictures:
        """``steps`` pictures from ``a`` to ``b``, both included as the model rebuilds them, with latents and
        attributes in between (see ``morphospace.travel``). ``along``: the pictures that the path ``data``
        leads over."""
        from morphospace.travel import data_of, through_latents

        data = None if along is None else data_of(self, _chunks(_several(along)[1]))
        return Pictures(through_latents(self, a, b, steps, path, pace, data))

    def neighbours(
        self,
        image: str | Path,
        folder: str | Path,
        k: int = 10,
        progress: Callable[[float, str], None] = lambda done, text: None,
    ) -> Mapping[str, Any]:
        """The ``k`` pictures of a folder most like a picture's file, by latents and by pixels.

        See the job ``neighbours`` for what is returned. Raises ``BadInputError``, ``BadImageError``.
        """
        from morphospace.hosting import Progress, wait

        def heard(event: object) -> None:
            if isinstance(event, Progress):
                progress(event.done, event.text)

        host = _host(self._device)
        arguments = {"model": self._name, "image": str(image), "folder": str(folder), "k": k}
        stop = host.listen(heard)
        try:
            found = wait(host, host.run("neighbours", arguments))
        finally:
            stop()
        assert isinstance(found, Mapping)
        return found

    def checked(self, settings: Mapping[str, object]) -> dict[str, Setting]:
        """Settings validated against the card's controls. Raises ``BadSettingError``; needs no weights."""
        return validate_settings(self.card.controls, settings)

    def sampled(self, n: int, seed: int, settings: Mapping[str, object]) -> Iterator[Pictures]:
        """Like ``sample``, a chunk at a time."""
        if n < 1:
            raise BadInputError(f"Cannot make {n} pictures: ask for 1 or more.")
        asked = self.checked(settings)
        for number, start in enumerate(range(0, n, CHUNK)):
            request = Request(settings=asked, n=min(CHUNK, n - start), seed=_chunk_seed(_seed(seed), number))
            yield self._pictures(self._render(request), seed=request.seed)

    def edited(self, images: Sequence[ImageLike], settings: Mapping[str, object]) -> Pictures:
        """Like ``edit`` for one chunk of pictures."""
        asked = self.checked(settings)
        squares = {"image": self._squares(images)}
        read = self._render(Request(images=squares))
        rendered = self._render(Request(images=squares, settings=asked)) if asked else read
        names = [_name(image) for image in images]
        return self._pictures(rendered, original=read.settings, names=names)

    def edit_again(self, picture: Picture, settings: Mapping[str, object]) -> Picture:
        """See ``Picture.edit``. What the new settings exclude (a beard, a moustache) makes room."""
        from morphospace.data.attributes import consistent

        if not picture.latents:
            raise BadInputError(f"{self.card.title} keeps no latents of a picture: edit its file anew.")
        asked = self.checked(settings)
        values = consistent({**picture.settings, **asked}, asked)
        return self.render_again(picture, picture.latents, values)

    def render_again(
        self, picture: Picture, latents: Mapping[str, np.ndarray], settings: Mapping[str, Setting]
    ) -> Picture:
        """``picture`` from other latents (batch of one) and settings; its name and original stay."""
        rendered = self._render(Request(latents=latents, settings=settings, seed=picture.seed))
        return self._pictures(rendered, [picture.original], picture.seed, [picture.name])[0]

    def _render(self, request: Request) -> Rendered:
        from morphospace.hosting import Rendered, wait

        host = _host(self._device)
        rendered = wait(host, host.render(self._name, request))
        assert isinstance(rendered, Rendered)
        return rendered

    def _pictures(
        self,
        rendered: Rendered,
        original: Sequence[Mapping[str, Setting]] | None = None,
        seed: int = 0,
        names: Sequence[str] | None = None,
    ) -> Pictures:
        nothing: tuple[Mapping[str, Setting], ...] = ({},) * len(rendered.images)
        settings = rendered.settings or nothing
        originals = original or settings
        return Pictures(
            Picture(
                array=rendered.images[i],
                settings=settings[i],
                original=originals[i],
                latents={name: array[i : i + 1] for name, array in rendered.latents.items()},
                seed=seed,
                name=names[i] if names else "",
                _model=self,
            )
            for i in range(len(rendered.images))
        )

    def _squares(self, images: Sequence[ImageLike]) -> np.ndarray:
        """Pictures of any size as one array of the model's: uint8 ``(N, size, size, 3)``."""
        from morphospace.pixels import middle_square

        return np.concatenate([middle_square(_pixels(one)[None], self.card.image_size) for one in images])

    def __repr__(self) -> str:
        return f"<OpenModel {self.card.id}: {self.card.title}>"


def stack_latents(pictures: Iterable[Picture]) -> dict[str, np.ndarray]:
    """The latents of pictures of one model together, float32 by name, batch first."""
    several = list(pictures)
    if not several:
        raise BadInputError("There are no pictures to encode: give one or more.")
    return {name: np.concatenate([p.latents[name] for p in several]) for name in several[0].latents}


@cache
def _host(device: str | None) -> Host:
    from morphospace.hosting import open_host

    return open_host("inline", device)


def _several(image: ImageLike | Many) -> tuple[bool, list[ImageLike]]:
    """Whether one picture was given, and a list in any case."""
    if isinstance(image, list | tuple):
        return False, list(image)
    return True, [image]


def _chunks(images: Sequence[ImageLike]) -> Iterator[Sequence[ImageLike]]:
    return (images[start : start + CHUNK] for start in range(0, len(images), CHUNK))


def _pixels(image: ImageLike) -> np.ndarray:
    """uint8 ``(H, W, 3)`` of whatever was given. Raises ``BadImageError``."""
    from morphospace.imaging.files import read_image

    if isinstance(image, str | Path):
        return read_image(Path(image).expanduser())
    if isinstance(image, Picture):
        return image.array
    if hasattr(image, "convert"):
        return np.asarray(image.convert("RGB"))
    array = np.asarray(image)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or not array.size:
        raise BadImageError(
            f"A picture is a file or an array of uint8 (H, W, 3), not {array.dtype} {array.shape}: "
            "convert it."
        )
    return array


def _name(image: ImageLike) -> str:
    if isinstance(image, Picture):
        return image.name
    return Path(image).name if isinstance(image, str | Path) else ""


def _seed(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise BadSettingError(f"A seed is a whole number from 0 to 2147483647, not {seed!r}.")
    return seed


def _chunk_seed(seed: int, number: int) -> int:
    """The seed of a chunk: the first has the seed itself, later ones are unrelated to it and each other."""
    if number == 0:
        return seed
    return int(np.random.SeedSequence([seed, number]).generate_state(1)[0]) % 2**31
