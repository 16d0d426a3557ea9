"""Captions say what the labels say, in many ways."""

import re

from morphospace.data.attributes import visible
from morphospace.data.captions import caption
from morphospace.data.sampling import sample_labels

ROWS = sample_labels(1500, 11)


def test_the_same_seed_gives_the_same_caption():
    assert caption(ROWS[0], 5) == caption(ROWS[0], 5)
    assert len({caption(ROWS[0], seed).text for seed in range(50)}) > 25


def test_only_what_can_be_seen_is_told():
    for seed, row in enumerate(ROWS):
        told = caption(row, seed)
        assert told.names and told.names <= visible(row)


def test_captions_are_sentences_and_lists():
    texts = [caption(row, seed).text for seed, row in enumerate(ROWS)]
    sentences = [text for text in texts if " with " in text or " who has " in text]
    assert 0.4 < len(sentences) / len(texts) < 0.8
    assert all(text and "{" not in text and "  " not in text for text in texts)


def test_glasses_are_told_where_they_are_worn():
    for seed, row in enumerate(ROWS):
        told = caption(row, seed)
        words = re.search(r"(?<!dark )\b(glasses|spectacles|eyeglasses)\b", told.text)
        if "glasses" in told.names:
            assert words and (("no glasses" in told.text) == (row["glasses"] == 0))
        elif words:
            raise AssertionError(told)


def test_the_hair_colour_of_a_bald_head_is_its_beards():
    for seed, row in enumerate(ROWS):
        told = caption(row, seed)
        if row["hair"] in ("bald", "hat") and {"hair", "hair_colour"} <= told.names:
            assert "facial hair" in told.text
        if "hair_colour" in told.names and row["hair_colour"] == "pink":
            assert re.search("pink|rose", told.text)
