"""A card says what it says, or one sentence says why it cannot."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tiny import tiny_card

from morphospace.errors import BadCheckpointError
from morphospace.library import Card, card_from_json, read_card


def written(folder: Path, text: str | bytes) -> Path:
    (folder / "card.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def complaint(folder: Path) -> str:
    with pytest.raises(BadCheckpointError) as caught:
        read_card(folder)
    message = str(caught.value)
    assert str(folder / "card.json") in message
    assert "\n" not in message and message.endswith(".")
    return message


def test_a_card_survives_its_json() -> None:
    card = tiny_card(figures={"psnr": 31.5}, tensors={"a": (2, 3), "b": ()}, training={"steps": 3})
    assert card_from_json(json.loads(json.dumps(card.to_json()))) == card


def test_a_card_reads_from_its_folder(tmp_path: Path) -> None:
    card = tiny_card()
    assert read_card(written(tmp_path, json.dumps(card.to_json()))) == card


def test_no_card(tmp_path: Path) -> None:
    assert "missing" in complaint(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=["empty", "half", "bytes", "deep"]
)
def test_what_is_not_json(tmp_path: Path, content: bytes) -> None:
    assert "not valid JSON" in complaint(written(tmp_path, content))


def changed(**changes: Any) -> dict[str, Any]:
    return {**tiny_card().to_json(), **changes}


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in tiny_card().to_json().items() if key != name}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "not a JSON object"),
        (changed(morphospace=2), "2"),
        (without("morphospace"), "version"),
        (without("licence"), "'licence' is missing"),
        (changed(nonsense=1), "'nonsense' is unknown"),
        (changed(title=7), "'title' is not a text"),
        (changed(image_size="64"), "'image_size' is not a whole number"),
        (changed(image_size=True), "'image_size' is not a whole number"),
        (changed(image_size=0), "image_size"),
        (changed(id="Faces CVAE"), "Faces CVAE"),
        (changed(id="../../etc"), "id"),
        (changed(controls=[{"kind": "slider", "name": "smile"}]), "'smile'"),
        (changed(controls=[{"kind": "dial", "name": "smile", "title": "S"}]), "'dial'"),
        (changed(controls=[tiny_card().to_json()["controls"][0]] * 2), "twice"),
        (changed(controls=["smile"]), "'controls'"),
        (changed(tensors={"a": [2, -1]}), "'a'"),
        (changed(tensors={"a": 3}), "'a'"),
        (changed(latents={"z": [True]}), "'z'"),
        (changed(capabilities=[1]), "'capabilities'"),
    ],
)
def test_a_card_with_a_fault_names_it(tmp_path: Path, data: object, said: str) -> None:
    assert said in complaint(written(tmp_path, json.dumps(data)))


def test_a_slider_with_a_bound_that_is_no_number(tmp_path: Path) -> None:
    slider = {**tiny_card().to_json()["controls"][0], "maximum": "high"}
    complaint(written(tmp_path, json.dumps(changed(controls=[slider]))))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(field=st.sampled_from(sorted(tiny_card().to_json())), value=json_values)
def test_any_value_in_any_field_is_read_or_refused_as_a_bad_card(field: str, value: object) -> None:
    try:
        card = card_from_json(changed(**{field: value}))
    except ValueError:
        return
    assert isinstance(card, Card)


@given(name=st.sampled_from(sorted(tiny_card().to_json()["controls"][0])), value=json_values)
def test_any_value_in_a_control_is_read_or_refused_as_a_bad_card(name: str, value: object) -> None:
    control = {**tiny_card().to_json()["controls"][0], name: value}
    try:
        card = card_from_json(changed(controls=[control]))
    except ValueError:
        return
    assert len(card.controls) == 1
