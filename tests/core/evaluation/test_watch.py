"""How far a measurement is, told in one rising number."""

import pytest

from morphospace.errors import CancelledError
from morphospace.evaluation.watch import Watch


def test_stages_inside_stages_share_the_whole():
    told = []
    watch = Watch(lambda what, share: told.append((what, share)))
    second = watch.stage("second", 0.5, 1.0)
    second.at(0.0)
    second.stage("its end", 0.5, 1.0).at(1.0)
    assert told == [("second", 0.5), ("its end", 1.0)]


def test_batches_hold_everything_once_and_tell_each():
    told = []
    slices = list(Watch(lambda what, share: told.append(share)).batches(25, 10))
    assert [list(range(25))[rows] for rows in slices] == [
        list(range(10)),
        list(range(10, 20)),
        list(range(20, 25)),
    ]
    assert told == [0, 0.4, 0.8, 1.0]


def test_cancelling_raises_before_the_next_batch():
    done = []
    with pytest.raises(CancelledError):
        for rows in Watch(cancelled=lambda: len(done) == 2).batches(100, 10):
            done.append(rows)
    assert len(done) == 2
