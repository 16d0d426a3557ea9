"""Messages survive the wire exactly; whatever is not a message is refused."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from morphospace.hosting.wire import DTYPES, MAGIC, Message, WireError, pack, unpack

words = st.text(max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda name: npst.arrays(DTYPES[name], npst.array_shapes(min_dims=0, min_side=0, max_side=5))
)
messages = st.builds(
    Message, words, st.dictionaries(words, plain, max_size=4), st.dictionaries(words, arrays, max_size=3)
)


@given(messages)
def test_a_message_comes_back_as_it_was(message: Message) -> None:
    back = unpack(pack(message))
    assert (back.kind, back.fields, list(back.arrays)) == (message.kind, message.fields, list(message.arrays))
    for name, array in message.arrays.items():
        assert back.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(back.arrays[name], array)


@given(messages, st.data())
def test_a_message_cut_short_is_refused(message: Message, data: st.DataObject) -> None:
    packed = pack(message)
    end = len(packed) - max((array.nbytes for array in message.arrays.values()), default=1) // 2 - 1
    cut = data.draw(st.integers(0, max(0, end)))
    if any(array.nbytes for array in message.arrays.values()) or cut < 8:
        with pytest.raises(WireError):
            unpack(packed[:cut])


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(WireError):
        unpack(noise)
    with pytest.raises(WireError):
        unpack(struct.pack("<4sI", MAGIC, max(0, len(noise) - 3)) + noise)


@pytest.mark.parametrize(
    "entry",
    [
        ["object", [1], 0],
        ["float32", [-1], 0],
        ["float32", [1.5], 0],
        ["float32", [2**50], 0],
        ["float32", [True], 0],
        ["float32", [5], 0],
        ["float32", [1], -4],
        ["float32", [1], True],
        ["float32", [1]],
        ["float32", "1", 0],
        ["float32", [1] * 40, 0],
        ["float32", [1], "../../etc/passwd"],
        "float32",
        None,
    ],
)
def test_an_array_that_cannot_be_is_refused(entry: object) -> None:
    header = json.dumps({"kind": "frame", "fields": {}, "arrays": {"a": entry}}).encode()
    data = struct.pack("<4sI", MAGIC, len(header)) + header + bytes(-(8 + len(header)) % 64) + bytes(16)
    with pytest.raises(WireError, match="'a'"):
        unpack(data)


@pytest.mark.parametrize(
    "header", [b"[]", b"{}", b"{", b'{"kind":1,"fields":{},"arrays":{}}', b"[" * 100_000]
)
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    with pytest.raises(WireError, match="message"):
        unpack(struct.pack("<4sI", MAGIC, len(header)) + header)


def test_what_cannot_travel_is_named() -> None:
    with pytest.raises(WireError, match="'words'"):
        pack(Message("frame", {}, {"words": np.array(["a"], dtype=object)}))
    with pytest.raises(WireError, match="frame"):
        pack(Message("frame", {"function": print}))


def test_arrays_of_any_layout_travel() -> None:
    turned = np.arange(12, dtype=">f4").reshape(3, 4).T[::2]
    back = unpack(pack(Message("frame", {}, {"a": turned}))).arrays["a"]
    np.testing.assert_array_equal(back, turned)


def test_arrays_are_read_only_where_they_arrive() -> None:
    back = unpack(pack(Message("frame", {}, {"a": np.zeros(3)}))).arrays["a"]
    with pytest.raises(ValueError, match="read-only"):
        back[0] = 1
