"""Pictures cross the border of a model and come back as they were."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from morphospace.pixels import from_pixels, to_pixels


def test_every_value_comes_back_exactly() -> None:
    images = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1).repeat(3, axis=3)
    tensor = from_pixels(images, 16)
    assert tensor.shape == (1, 3, 16, 16) and tensor.dtype == torch.float32
    assert tensor.min() == -1 and tensor.max() == 1
    assert np.array_equal(to_pixels(tensor), images)


def test_what_is_out_of_range_is_clamped_and_the_rest_rounded() -> None:
    tensor = torch.tensor([-3.0, 3.0, 0.0, 0.0039])[None, None, None].expand(1, 3, 1, 4)
    assert to_pixels(tensor)[0, 0, :, 0].tolist() == [0, 255, 128, 128]


def test_the_middle_square_is_kept() -> None:
    image = np.zeros((20, 60, 3), np.uint8)
    image[:, 20:40] = 200
    assert (from_pixels(image, 20) == 200 / 127.5 - 1).all()
    assert (from_pixels(image.transpose(1, 0, 2), 20) == 200 / 127.5 - 1).all()


@given(width=st.integers(1, 90), height=st.integers(1, 90), n=st.integers(1, 2))
def test_any_size_comes_in_and_a_plain_colour_stays_plain(width: int, height: int, n: int) -> None:
    tensor = from_pixels(np.full((n, height, width, 3), (10, 100, 250), np.uint8), 16)
    assert tensor.shape == (n, 3, 16, 16)
    assert to_pixels(tensor).reshape(-1, 3).tolist() == [[10, 100, 250]] * (n * 256)


def test_fine_stripes_become_grey_and_do_not_alias() -> None:
    image = np.zeros((512, 512, 3), np.uint8)
    image[:, ::2] = 255
    assert np.abs(to_pixels(from_pixels(image, 64)).astype(int) - 128).max() <= 6


@pytest.mark.parametrize("image", [np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)])
def test_other_arrays_are_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        from_pixels(image, 4)
