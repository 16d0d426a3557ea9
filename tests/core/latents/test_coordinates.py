"""A place holds the latent and the attributes, and both come back from it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tiny import CONTROLS, HAIR, tiny_card

from morphospace.controls import Choice, Seed, Slider, Strength
from morphospace.errors import BadInputError, BadSettingError
from morphospace.latents.coordinates import (
    Coordinates,
    balanced_spread,
    coordinates_of,
    pack,
    pack_columns,
    spread_of,
    unpack,
)

TINY = coordinates_of(tiny_card())


def row(smile: float = 0.0, hair: str = "red", glasses: bool = False) -> dict[str, float | str | bool]:
    return {"smile": smile, "hair": hair, "glasses": glasses}


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.sampled_from(HAIR), st.booleans()), min_size=1, max_size=5),
    st.floats(0.1, 10),
)
def test_what_is_packed_is_unpacked(attributes: list[tuple[float, str, bool]], spread: float) -> None:
    coordinates = coordinates_of(tiny_card(), spread)
    settings = [row(*one) for one in attributes]
    z = np.random.default_rng(0).standard_normal((len(settings), 3)).astype(np.float32)
    latents, back = unpack(coordinates, pack(coordinates, {"z": z}, settings))
    np.testing.assert_allclose(latents["z"], z)
    for one, other in zip(settings, back, strict=True):
        assert other["smile"] == pytest.approx(one["smile"], abs=1e-5)
        assert (other["hair"], other["glasses"]) == (one["hair"], one["glasses"])


def test_whole_columns_pack_as_rows_do() -> None:
    z = np.random.default_rng(0).standard_normal((3, 3)).astype(np.float32)
    rows = [row(-1.0, "blue", True), row(0.25, "red", False), row(1.0, "green", True)]
    columns = {
        "smile": np.array([-1, 0.25, 1], np.float32),
        "hair": np.array([2, 0, 1], np.int16),
        "glasses": np.array([1, 0, 1], np.int16),
    }
    np.testing.assert_array_equal(pack_columns(TINY, {"z": z}, columns), pack(TINY, {"z": z}, rows))


def test_every_number_has_a_label() -> None:
    assert TINY.labels == ("z[0]", "z[1]", "z[2]", "smile", "hair=red", "hair=green", "hair=blue", "glasses")
    assert TINY.width == len(TINY.labels) == 8
    assert TINY.labels[TINY.columns("hair")] == ("hair=red", "hair=green", "hair=blue")


def test_an_attribute_weighs_as_much_as_a_latent_dimension() -> None:
    rng = np.random.default_rng(0)
    n, spread = 20_000, 0.7
    settings = [row(rng.uniform(-1, 1), HAIR[rng.integers(3)], bool(rng.integers(2))) for _ in range(n)]
    z = (spread * rng.standard_normal((n, 3))).astype(np.float32)
    assert spread_of({"z": z}) == pytest.approx(spread, rel=0.02)
    coordinates = coordinates_of(tiny_card(), spread)
    variances = pack(coordinates, {"z": z}, settings).var(0)
    for name in ("smile", "hair", "glasses"):
        # Two random values are as far apart as two of a latent dimension: 2 spread² on average.
        assert variances[coordinates.columns(name)].sum() == pytest.approx(spread**2, rel=0.03)


def test_between_places_sliders_are_clipped_and_the_largest_kind_is_taken() -> None:
    place = np.zeros((1, 8))
    place[0, 3], place[0, 5], place[0, 7] = 99.0, 0.1, -0.01
    _, (settings,) = unpack(TINY, place)
    assert settings == {"smile": 1.0, "hair": "green", "glasses": False}


def test_only_attributes_take_part() -> None:
    card = tiny_card(
        controls=(*CONTROLS, Seed(name="seed", title="Seed"), Strength(name="much", title="Much"))
    )
    assert coordinates_of(card) == TINY
    assert coordinates_of(card, names=["smile"]).width == 4
    plain = coordinates_of(tiny_card(controls=()))
    assert pack(plain, {"z": np.ones((2, 3))}).shape == (2, 3)


def test_latents_of_several_names_and_shapes() -> None:
    coordinates = Coordinates((("a", (2, 2)), ("b", ())))
    latents = {"a": np.arange(12.0).reshape(3, 2, 2), "b": np.arange(3.0)}
    back, _ = unpack(coordinates, pack(coordinates, latents))
    assert all(np.array_equal(back[name], latents[name]) for name in latents)


def test_a_choice_of_one_kind_is_still_a_place() -> None:
    only = Choice(name="only", title="Only", choices=("this",), default="this")
    coordinates = Coordinates((("z", (1,)),), (only,))
    assert unpack(coordinates, pack(coordinates, {"z": np.zeros((1, 1))}, [{"only": "this"}]))[1] == [
        {"only": "this"}
    ]


def test_what_is_no_place_is_refused() -> None:
    z = np.zeros((1, 3))
    with pytest.raises(BadInputError, match="no latents"):
        coordinates_of(tiny_card(latents={}))
    with pytest.raises(BadSettingError, match="hair is missing"):
        pack(TINY, {"z": z}, [{"smile": 0.0}])
    with pytest.raises(BadSettingError, match="out of range"):
        pack(TINY, {"z": z}, [row(smile=3.0)])
    with pytest.raises(BadInputError, match=r"z of shape \(N, 3\)"):
        pack(TINY, {"z": np.zeros((1, 4))}, [row()])
    with pytest.raises(BadInputError, match="NaN"):
        pack(TINY, {"z": z * np.nan}, [row()])
    with pytest.raises(BadInputError, match="1 latents but 2 settings"):
        pack(TINY, {"z": z}, [row(), row()])
    with pytest.raises(BadInputError, match=r"\(N, 8\)"):
        unpack(TINY, np.zeros((1, 7)))


def test_latents_that_do_not_vary_have_the_spread_one() -> None:
    assert spread_of({"z": np.ones((4, 3))}) == 1.0
    assert isinstance(TINY.attributes[0], Slider)


def test_balanced_attributes_vary_as_much_as_the_latents_together() -> None:
    rng = np.random.default_rng(0)
    settings = [row(rng.uniform(-1, 1), HAIR[rng.integers(3)], bool(rng.integers(2))) for _ in range(20_000)]
    z = (0.2 * rng.standard_normal((20_000, 40))).astype(np.float32)
    card = tiny_card(latents={"z": (40,)})
    coordinates = coordinates_of(card, balanced_spread({"z": z}, TINY.attributes))
    variances = pack(coordinates, {"z": z}, settings).var(0)
    assert variances[40:].sum() == pytest.approx(variances[:40].sum(), rel=0.03)
    assert balanced_spread({"z": z}, ()) == spread_of({"z": z})
