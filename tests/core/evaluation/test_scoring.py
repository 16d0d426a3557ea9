"""The scorecard of models whose figures are known: a perfect one, a deaf one, a clumsy one."""

import json

import pytest
from support.oracle import CONTROLS, Oracle

from morphospace.data.attributes import NAMES
from morphospace.data.faces import load_faces
from morphospace.errors import CancelledError
from morphospace.evaluation.edits import score_edits
from morphospace.evaluation.evaluator import load_evaluator
from morphospace.evaluation.references import Sizes
from morphospace.evaluation.scorecard import Figure, Scorecard, remembered, scorecard_from_json
from morphospace.evaluation.scoring import score
from morphospace.evaluation.subject import Subject
from morphospace.evaluation.watch import Watch
from morphospace.library import Card

SIZES = Sizes(reconstructed=20, edited=8, generated=48, probed=60, trained_on=90)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("MORPHOSPACE_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="module")
def oracle():
    return Oracle(120)


def card(**changes) -> Card:
    fields = {
        "id": "faces-oracle",
        "title": "Oracle",
        "family": "oracle",
        "summary": "",
        "licence": "MIT",
        "data": "faces",
        "image_size": 64,
        "controls": CONTROLS,
        "latents": {"place": (1,)},
        "sha256": "ab" * 32,
    }
    return Card(**{**fields, **changes})


@pytest.fixture(scope="module")
def perfect(oracle) -> Scorecard:
    return score(oracle, card(), sizes=SIZES)


def test_a_perfect_model_reaches_every_bar(perfect):
    assert perfect["psnr"].value == 100 and perfect["ssim"].value == pytest.approx(1)
    assert perfect["asked"].value > 0.98 and perfect["kept"].value > 0.98
    assert perfect["new_accuracy"].value > 0.98
    for figure in perfect.figures:
        assert figure.reached in (True, None), figure


def test_real_pictures_stand_beside_what_was_made(perfect):
    for name in ("coverage", "precision", "recall", "density", "validity", "fd", "kid"):
        assert perfect[name].reference is not None and perfect[name].reference_name == "real against real"
    assert perfect["coverage"].value == pytest.approx(perfect["coverage"].reference, abs=0.25)
    gaussian = perfect["fdn"].detail["fd of the Gaussian on 64 principal components"]
    fd = perfect["fd"]
    assert perfect["fdn"].value == pytest.approx((fd.value - fd.reference) / (gaussian - fd.reference))
    assert perfect["psnr"].reference_name == "PCA with 11 numbers"
    assert perfect["psnr"].reference < 30


def test_every_value_of_every_attribute_is_asked(perfect):
    detail = perfect["asked"].detail
    assert set(detail) == set(NAMES)
    assert set(detail["beard"]) == {"0", "0.333", "0.667", "1"} and set(detail["smile"]) == {"-1", "0", "1"}
    assert {f"asked_{name}" for name in NAMES} <= {figure.name for figure in perfect.figures}


def test_figures_travel_as_json(perfect):
    again = scorecard_from_json(json.loads(json.dumps(perfect.to_json())))
    assert again == perfect


def test_a_score_is_remembered_by_the_weights(perfect, oracle):
    before = oracle.encoded
    assert score(oracle, card(), sizes=SIZES) == perfect
    assert oracle.encoded == before


def test_a_damaged_memory_is_measured_again(perfect, oracle, cache):
    for file in (cache / "scores").glob("score-*"):
        file.write_text(file.read_text()[:100])
    for file in (cache / "scores").glob("references-*"):
        file.write_text('{"likeness": {}}')
    again = score(oracle, card(), sizes=SIZES)
    assert again["asked"].value == perfect["asked"].value


def edits_on(model, pictures, rows):
    subject = Subject(model, 64)
    return score_edits(subject, load_evaluator(), subject.open(pictures, Watch()), rows, Watch())


def edits_of(model, n=12):
    faces = load_faces("test", n)
    rows = [faces.row(index) for index in range(n)]
    return edits_on(model, faces.images, rows)


def test_a_model_that_ignores_what_is_asked_keeps_everything_else():
    edits = edits_of(Oracle(12, deaf=True))
    assert edits.asked_mean < 0.05 and edits.kept_mean > 0.98


def test_a_model_that_also_changes_the_skin_is_caught():
    edits = edits_of(Oracle(12, clumsy=True))
    assert edits.kept["skin"].share < 0.05
    assert edits.kept["hair"].share > 0.95
    assert edits.asked_of("glasses") > 0.98


def test_what_an_edit_moves_out_of_its_way_is_not_lost():
    """A moustache shaves the beard: the beard is judged kept only where there was none."""
    edits = edits_of(Oracle(12))
    assert edits.kept["beard"].share > 0.98 and edits.kept["glasses"].share > 0.98


def test_hair_colour_is_asked_only_where_hair_will_show():
    faces = load_faces("test", 60)
    bare = [i for i in range(60) if faces.row(i)["hair"] in ("bald", "hat") and faces.row(i)["beard"] == 0]
    bare = [i for i in bare if faces.row(i)["moustache"] == 0]
    assert bare
    rows = [faces.row(index) for index in bare]
    edits = edits_on(Oracle(60), faces.images[bare], rows)
    assert "hair_colour" not in edits.asked and edits.kept["hair_colour"].total == 0


class Renderer:
    """The perfect model without its inner life: it only renders."""

    controls = CONTROLS

    def __init__(self, oracle):
        self._oracle = oracle

    def render(self, request):
        from morphospace import Frame
        from morphospace.data.attributes import consistent
        from morphospace.pixels import from_pixels

        images = from_pixels(request.images["image"], 64)
        rows = [
            consistent({**row, **request.settings}, request.settings) for row in self._oracle.read(images)
        ]
        yield Frame(images=images, step=1, steps=2)
        yield Frame(images=self._oracle.decode(self._oracle.encode(images), rows), step=2, steps=2)


def test_a_model_that_can_only_render_is_edited_by_requests():
    edits = edits_of(Renderer(Oracle(6)), 6)
    assert edits.asked_mean > 0.98 and edits.kept_mean > 0.98


def test_a_model_without_controls_is_scored_by_what_it_can_do(oracle):
    class Plain:
        controls = ()
        encode, decode, prior = oracle.encode, oracle.decode, oracle.prior

    names = {
        figure.name for figure in score(Plain(), card(controls=(), sha256="cd" * 32), sizes=SIZES).figures
    }
    assert {"psnr", "coverage", "fdn"} <= names
    assert not {"asked", "leak", "new_accuracy"} & names


def test_progress_grows_to_one_and_cancelling_stops(oracle):
    shares = []
    score(oracle, card(), sizes=SIZES, progress=lambda what, share: shares.append((share, what)), fresh=True)
    assert shares[-1][0] == 1.0 and [share for share, _ in shares] == sorted(share for share, _ in shares)
    assert {"Reconstructing", "Editing: smile 1", "Probing latents"} <= {what for _, what in shares}
    calls = iter([False] * 10 + [True] * 1000)
    with pytest.raises(CancelledError):
        score(oracle, card(sha256="ef" * 32), sizes=SIZES, cancelled=lambda: next(calls))
    assert not [file for file in map(str, remembered("x") or []) if "ef" in file]


@pytest.mark.parametrize(
    ("fields", "reached"),
    [
        ({"value": 0.9, "bar": 0.8}, True),
        ({"value": 0.7, "bar": 0.8}, False),
        ({"value": 0.7}, None),
        ({"value": 0.1, "bar": 0.2, "higher_is_better": False}, True),
        ({"value": 0.75, "reference": 0.9, "bar": 0.8, "relative": True}, True),
        ({"value": 0.7, "reference": 0.9, "bar": 0.8, "relative": True}, False),
    ],
)
def test_a_bar_is_reached_or_not(fields, reached):
    assert Figure(name="x", title="X", **fields).reached is reached
