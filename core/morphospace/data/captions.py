"""Captions: what labels say, in many phrasings - whole sentences, bare lists, synonyms.

A caption mentions some of the attributes and says which, so that a picture made from it can be judged
on what was asked and on nothing else.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from morphospace.controls import Setting
from morphospace.data.attributes import BY_NAME, NAMES, Labels, visible


@dataclass(frozen=True)
class Caption:
    """A caption and the names of the attributes whose values it tells."""

    text: str
    names: frozenset[str]


_Words = Mapping[Setting, Sequence[str]]

# Each phrase can follow "with" and can stand alone in a list.
_WITH: Mapping[str, _Words] = {
    "smile": {
        -1.0: ("a sad mouth", "a frown", "an unhappy mouth", "the corners of the mouth down"),
        0.0: ("a neutral mouth", "a straight face", "a calm mouth", "no smile"),
        1.0: ("a smile", "a happy smile", "a grin", "a friendly smile"),
    },
    "eyes": {
        "open": ("open eyes", "eyes open", "plain open eyes"),
        "happy": ("happy eyes", "laughing eyes", "cheerful eyes"),
        "closed": ("closed eyes", "eyes shut", "eyes closed"),
        "wink": ("a wink", "one eye winking", "a winking eye"),
        "surprised": ("surprised eyes", "wide eyes", "eyes wide open"),
        "side": ("a sideways glance", "eyes looking sideways", "a look to the side"),
    },
    "brows": {
        "neutral": ("neutral brows", "relaxed eyebrows", "plain eyebrows"),
        "angry": ("angry brows", "angry eyebrows", "brows knitted in anger"),
        "sad": ("sad brows", "worried eyebrows", "sad eyebrows"),
        "raised": ("raised brows", "raised eyebrows", "eyebrows lifted"),
    },
    "beard": {
        0.0: ("no beard", "a chin without a beard"),
        1 / 3: ("a light beard", "a short beard", "a thin beard"),
        2 / 3: ("a medium beard", "a beard of middling length"),
        1.0: ("a full beard", "a big beard", "a majestic beard", "a long beard"),
    },
    "moustache": {0.0: ("no moustache",), 1.0: ("a moustache", "a mustache")},
    "glasses": {0.0: ("no glasses",), 1.0: ("glasses", "spectacles", "eyeglasses")},
    "sunglasses": {0.0: ("no sunglasses",), 1.0: ("sunglasses", "dark glasses", "shades")},
    "skin": {
        0.0: ("very light skin", "pale skin", "very fair skin"),
        0.25: ("light skin", "fair skin"),
        0.5: ("tan skin", "medium skin", "olive skin"),
        0.75: ("brown skin", "dark skin"),
        1.0: ("very dark skin", "deep brown skin"),
    },
}
_BALD = ("a bald head", "no hair", "a shaved head")
_HAT = ("a hat", "a hat on", "covered hair under a hat")
_LENGTHS = {
    "short": ("short", "cropped"),
    "medium": ("medium-length", "chin-length", "mid-length"),
    "long": ("long", "very long"),
}
_COLOURS = {
    "black": ("black", "dark"),
    "brown": ("brown", "brunette"),
    "blonde": ("blonde", "blond", "fair"),
    "red": ("red", "ginger"),
    "grey": ("grey", "gray", "silver"),
    "pink": ("pink", "rose"),
}
_PEOPLE = ("a person", "someone", "a face", "a cartoon face", "a character", "a portrait of a person")
_FRAMES = ("{}", "this is {}", "draw {}", "here is {}", "a picture of {}", "an avatar of {}")
# Absences are rarely worth words: how often each unremarkable value is mentioned.
_RARELY = {"beard": 0.0, "moustache": 0.0, "glasses": 0.0, "sunglasses": 0.0}


def caption(labels: Labels, seed: int) -> Caption:
    """A caption of a face with these labels; the same for the same labels and seed."""
    rng = random.Random(f"caption {seed}")
    names = _mentioned(labels, rng)
    phrases = [
        _phrase(name, labels, names, rng) for name in names if name != "hair_colour" or "hair" not in names
    ]
    rng.shuffle(phrases)
    text = _sentence(phrases, rng) if rng.random() < 0.6 else _listing(phrases, rng)
    return Caption(text, frozenset(names))


def _mentioned(labels: Labels, rng: random.Random) -> list[str]:
    """A few of the visible attributes, those that stand out nearly always, in table order."""
    seen = visible(labels)
    chance = rng.choice((0.35, 0.6, 0.9))
    names = [name for name in NAMES if name in seen and rng.random() < _chance(name, labels, chance)]
    return names or ["hair"]


def _chance(name: str, labels: Labels, chance: float) -> float:
    if name in _RARELY:
        return 0.05 * chance if labels[name] == _RARELY[name] else min(1.0, chance + 0.2)
    return chance


def _phrase(name: str, labels: Labels, names: Sequence[str], rng: random.Random) -> str:
    if name == "hair":
        return _hair(labels, "hair_colour" in names, rng)
    if name == "hair_colour":
        return f"{rng.choice(_COLOURS[str(labels[name])])} hair"
    attribute = BY_NAME[name]
    return rng.choice(_WITH[name][attribute.values[attribute.index(labels[name])]])


def _hair(labels: Labels, coloured: bool, rng: random.Random) -> str:
    """Hair with its length, and with its colour if that is to be said (of the beard if all else is bare)."""
    colour = rng.choice(_COLOURS[str(labels["hair_colour"])])
    if labels["hair"] in ("bald", "hat"):
        bare = rng.choice(_BALD if labels["hair"] == "bald" else _HAT)
        return f"{bare} and {colour} facial hair" if coloured else bare
    length = rng.choice(_LENGTHS[str(labels["hair"])])
    if not coloured:
        return f"{length} hair"
    return rng.choice((f"{length} {colour} hair", f"{colour}, {length} hair", f"{length} hair, {colour}"))


def _sentence(phrases: Sequence[str], rng: random.Random) -> str:
    person = rng.choice(_PEOPLE)
    link = rng.choice((" with ", " who has ", " with ", ", shown with "))
    text = rng.choice(_FRAMES).format(person + link + _joined(phrases))
    return text[0].upper() + text[1:] + rng.choice((".", ".", ""))


def _listing(phrases: Sequence[str], rng: random.Random) -> str:
    bare = [_bare(phrase) for phrase in phrases]
    return rng.choice(("", "", "face, ", "portrait: ", "avatar, ")) + rng.choice((", ", ", ", " + ")).join(
        bare
    )


def _joined(phrases: Sequence[str]) -> str:
    if len(phrases) == 1:
        return phrases[0]
    return ", ".join(phrases[:-1]) + " and " + phrases[-1]


def _bare(phrase: str) -> str:
    """Without its article, as in a list."""
    for article in ("a ", "an ", "the "):
        if phrase.startswith(article):
            return phrase.removeprefix(article)
    return phrase
