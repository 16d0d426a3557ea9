"""The yardstick of novelty: the cause is found, and ordinary pictures stay ordinary."""

import numpy as np
import pytest

from morphospace.errors import BadInputError
from morphospace.novelty.chances import line_for
from morphospace.novelty.looking import Seen, box_of, join
from morphospace.novelty.yardstick import CAUSES, measured, yardstick


def pictures(count: int, seed: int) -> Seen:
    """Latents of one Gaussian, residuals that are larger at the left."""
    random = np.random.default_rng(seed)
    usual = np.linspace(0.02, 0.001, 8)
    residuals = usual * random.gamma(4, 0.25, (count, 8, 8))
    latents = {"z": random.normal(size=(count, 4)).astype(np.float32)}
    return Seen(latents, None, residuals.astype(np.float32))


def test_a_far_picture_and_a_badly_decoded_one_are_told_apart() -> None:
    rule = yardstick(pictures(400, 0), ())
    asked = pictures(3, 1)
    asked.latents["z"][0] += 30
    asked.residuals[1, 4, 7] = 0.01  # less than is usual at the left, ten times as much as here
    found = measured(rule.lesson, asked)
    line = line_for(0.01, rule.score)
    assert [CAUSES[one] for one in found.cause[:2]] == ["far", "rebuilt"]
    assert (found.score > line.score).tolist() == [True, True, False]
    assert np.unravel_index(found.heat[1].argmax(), (8, 8)) == (4, 7)
    chances = rule.chances(found)
    assert chances["far"][0] == pytest.approx(1 / 201) and chances["far"][2] > 0.02
    assert chances["rebuilt"][1] == pytest.approx(1 / 201) and chances["rebuilt"][0] > 0.02


def test_ordinary_pictures_raise_the_false_alarms_that_are_foretold() -> None:
    rule = yardstick(pictures(2000, 0), ())
    line = line_for(0.05, rule.score)
    share = (measured(rule.lesson, pictures(2000, 5)).score > line.score).mean()
    assert line.low - 0.01 < share < line.high + 0.01


def test_a_known_picture_is_not_its_own_neighbour() -> None:
    known = pictures(100, 0)
    names = [f"{row}.png" for row in range(100)]
    rule = yardstick(known, (), names=names)
    learnt = [names.index(name) for name in rule.lesson.names]
    with_names = measured(rule.lesson, known.rows(np.array(learnt)), [names[row] for row in learnt])
    without = measured(rule.lesson, known.rows(np.array(learnt)))
    assert (with_names.far > without.far).all()


def test_more_neighbours_than_pictures_are_all_of_them() -> None:
    rule = yardstick(pictures(20, 0), (), k=500)
    assert rule.lesson.k == 9 and len(rule) == 10
    assert np.isfinite(measured(rule.lesson, pictures(5, 1)).far).all()


def test_what_the_model_makes_nan_of_is_new_and_teaches_nothing() -> None:
    known = pictures(60, 0)
    known.latents["z"][:5] = np.nan
    rule = yardstick(known, ())
    asked = pictures(2, 1)
    asked.residuals[0, 0, 0] = np.inf
    found = measured(rule.lesson, asked)
    assert np.isinf(found.score[0]) and np.isfinite(found.score[1])
    assert rule.chances(found)["score"][0] == pytest.approx(1 / (len(rule) + 1))


def test_pictures_that_are_all_the_same_make_a_yardstick() -> None:
    one = Seen({"z": np.ones((40, 4), np.float32)}, None, np.full((40, 8, 8), 0.01, np.float32))
    found = measured(yardstick(one, ()).lesson, join([one.rows(np.arange(1)), pictures(1, 1)]))
    assert np.isfinite(found.score).all() and found.score[0] < 1 < found.score[1]


@pytest.mark.parametrize(("count", "k", "words"), [(19, 5, "takes 20 or more"), (40, 0, "ask for 1 or more")])
def test_too_little_is_refused(count: int, k: int, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        yardstick(pictures(count, 0), (), k)


def test_the_box_is_odd_and_grows_with_the_picture() -> None:
    assert [box_of(size) for size in (8, 28, 64, 256)] == [3, 3, 5, 21]
