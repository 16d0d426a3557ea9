"""Layouts: everything has its place, and what the plane hides can be moved and has a name."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.atlases import head_of, tiny_atlas

from morphospace.atlas.exploration import Exploration, Layout
from morphospace.atlas.given_plane import read_plane
from morphospace.atlas.layouts import (
    axes_layout,
    directions_layout,
    given_layout,
    grown,
    pca_layout,
    umap_layout,
)
from morphospace.errors import BadInputError

ATLAS = tiny_atlas(300)
PLANE = np.random.default_rng(0).normal(size=(300, 2))
D1, D2 = np.eye(ATLAS.coordinates.width)[[0, 3]]

ALL: dict[str, Layout] = {
    "pca": pca_layout(ATLAS),
    "axes": axes_layout(ATLAS, 0, 1),
    "directions": directions_layout(ATLAS, D1, D2 + 0.3 * D1, ("First", "Second")),
    "given": given_layout(ATLAS, PLANE, "Mine"),
    "umap": umap_layout(ATLAS, PLANE),
}


@pytest.mark.parametrize("name", ALL)
def test_everything_has_a_place_and_a_way_off_the_plane(name: str) -> None:
    layout = ALL[name]
    assert layout.kind == name and layout.final
    assert layout.positions.shape == (300, 2) and layout.positions.dtype == np.float32
    np.testing.assert_allclose(layout.projection.transform(ATLAS.places), layout.positions, atol=1e-5)
    count = len(layout.hidden)
    assert 0 < count == len(layout.deviations) == len(layout.hidden_names) <= 8
    assert (np.diff(layout.deviations) <= 1e-12).all() and layout.deviations[-1] > 0


@pytest.mark.parametrize("name", ["pca", "axes", "directions"])
def test_moving_off_the_plane_stays_where_it_is_on_it(name: str) -> None:
    exploration = Exploration()
    exploration.open(ATLAS)
    exploration.lay_out(ALL[name])
    here = np.array([[0.1, -0.2]])
    flat = exploration.place_at(here)
    exploration.move_off(np.linspace(-2, 2, len(ALL[name].hidden)))
    moved = exploration.place_at(here)
    assert np.abs(moved - flat).max() > 0.05
    np.testing.assert_allclose(ALL[name].projection.transform(moved), here, atol=1e-5)


def test_the_plane_says_how_much_it_shows() -> None:
    whole = ATLAS.places.astype(float).var(0)
    assert ALL["axes"].share == pytest.approx(whole[:2].sum() / whole.sum(), rel=1e-3)
    assert ALL["axes"].share < ALL["pca"].share < 1
    assert np.isnan(ALL["given"].share)


def test_what_a_direction_mostly_changes_names_it() -> None:
    names = ALL["axes"].hidden_names
    assert {"smile", "hair", "glasses"} & {name.split(": ")[-1] for name in names}
    assert [int(name.split(":")[0]) for name in names] == [*range(1, len(names) + 1)]
    assert pca_layout(ATLAS).hidden_names[0].startswith("3")
    unknown = replace(ATLAS, columns={})
    assert pca_layout(unknown).hidden_names == tuple(str(3 + n) for n in range(len(ALL["pca"].hidden)))


def test_titles_say_what_the_axes_are() -> None:
    assert ALL["axes"].title == "z[0] and z[1]"
    assert ALL["directions"].title == "First and Second"


def test_axes_do_not_flip_while_an_atlas_grows() -> None:
    former = pca_layout(head_of(ATLAS, 40))
    flipped = replace(
        former, projection=replace(former.projection, axes=-former.projection.axes), hidden=-former.hidden
    )
    for before in (former, flipped):
        after = pca_layout(ATLAS, before)
        likeness = (after.projection.axes @ before.projection.axes.T)[[0, 1], [0, 1]]
        assert (likeness > 0).all()


def test_new_items_lie_beside_their_like() -> None:
    layout = pca_layout(head_of(ATLAS, 100))
    more = grown(ATLAS, layout)
    np.testing.assert_array_equal(more.positions[:100], layout.positions)
    np.testing.assert_allclose(more.positions, layout.projection.transform(ATLAS.places), atol=1e-5)
    assert grown(ATLAS, more) is more
    partly = umap_layout(ATLAS, PLANE[:100])
    np.testing.assert_allclose(partly.positions[:100], PLANE[:100], atol=1e-6)
    assert len(partly.positions) == 300


def test_a_map_in_the_making_hides_nothing_yet() -> None:
    layout = umap_layout(ATLAS, PLANE, final=False)
    assert not layout.final and layout.hidden.shape == (0, ATLAS.coordinates.width)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_items_have_a_map(count: int) -> None:
    few = head_of(ATLAS, count)
    for layout in (pca_layout(few), axes_layout(few, 0, 1), given_layout(few, PLANE[:count], "Mine")):
        assert layout.positions.shape == (count, 2) and np.isfinite(layout.positions).all()


def test_what_cannot_be_laid_out_is_refused() -> None:
    with pytest.raises(BadInputError, match="no items yet"):
        pca_layout(head_of(ATLAS, 0))
    with pytest.raises(BadInputError, match="299 coordinates for 300"):
        given_layout(ATLAS, PLANE[:299], "Mine")
    with pytest.raises(BadInputError, match="parallel"):
        directions_layout(ATLAS, D1, -D1, ("a", "b"))


# ---------------------------------------------------------------------- your own coordinates


def test_coordinates_are_read_in_the_order_of_the_items(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv, parquet

    few = replace(head_of(ATLAS, 4), files=["/a/p0.png", "/a/p1.png", "", "/a/p3.png"])
    table = pa.table({"file_name": ["p3.png", "/a/p1.png", few.names[2], "p0.png", "other.png"],
                      "x": [3.0, 1, 2, 0, 9], "y": [30, 10, 20, 0, 9]})  # fmt: skip
    csv.write_csv(table, tmp_path / "mine.csv")
    parquet.write_table(table, tmp_path / "mine.parquet")
    np.save(tmp_path / "mine.npy", np.array([[0, 0], [1, 10], [2, 20], [3, 30]], np.int32))
    csv.write_csv(pa.table({"X": [0.0, 1, 2, 3], "Y": [0, 10, 20, 30]}), tmp_path / "bare.csv")
    for name in ("mine.csv", "mine.parquet", "mine.npy", "bare.csv"):
        np.testing.assert_array_equal(read_plane(tmp_path / name, few), [[0, 0], [1, 10], [2, 20], [3, 30]])


def test_coordinates_that_do_not_fit_are_refused_in_a_sentence(tmp_path: Path) -> None:
    few = head_of(ATLAS, 2)
    files = {
        "short.csv": ("x,y\n1,2\n", "1 coordinates for 2 items"),
        "nan.csv": ("x,y\n1,2\nnan,3\n", "row 2"),
        "names.csv": ("a,b\n1,2\n", "no columns x and y"),
        "words.csv": ("x,y\n1,2\nfar,3\n", "not a number"),
        "lacks.csv": (f"name,x,y\n{few.names[0]},1,2\n", f"no coordinates for {few.names[1]}"),
        "broken.csv": ("x,y\n1,2,3,4\n", "cannot be read"),
        "empty.csv": ("", "cannot be read"),
        "broken.npy": ("hello", "cannot be read"),
        "broken.parquet": ("hello", "cannot be read"),
        "table.xlsx": ("hello", "none of"),
    }
    for name, (content, sentence) in files.items():
        (tmp_path / name).write_text(content)
        with pytest.raises(BadInputError, match=sentence):
            read_plane(tmp_path / name, few)
    with pytest.raises(BadInputError, match="cannot be read"):
        read_plane(tmp_path / "missing.csv", few)
    np.save(tmp_path / "wide.npy", np.zeros((2, 3)))
    with pytest.raises(BadInputError, match=r"not numbers \(N, 2\)"):
        read_plane(tmp_path / "wide.npy", few)
