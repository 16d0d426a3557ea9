"""What is installed, for people and for programs."""

from pathlib import Path

from support.commandline import Command
from support.tiny import make_tiny_model

from morphospace import Choice, Prompt, Seed, Toggle
from morphospace.cli.listing import range_text


def test_models_as_json_say_what_a_program_needs(morphospace: Command) -> None:
    said = morphospace("models", "--json")
    assert said.code == 0 and said.error == ""
    card = next(model for model in said.json() if model["id"] == "tiny-squares")
    assert card["title"] == "Tiny squares" and card["family"] == "tiny" and card["licence"] == "MIT"
    assert card["capabilities"] == ["encode", "decode", "sample", "read"]
    smile, hair, glasses = card["controls"]
    assert (smile["name"], smile["kind"], smile["minimum"], smile["maximum"]) == ("smile", "slider", -1, 1)
    assert (hair["name"], hair["kind"], hair["choices"]) == ("hair", "choice", ["red", "green", "blue"])
    assert (glasses["name"], glasses["kind"]) == ("glasses", "toggle")


def test_models_for_people_name_every_control(morphospace: Command) -> None:
    said = morphospace("models")
    assert said.code == 0
    for words in ("tiny-squares", "Tiny squares", "smile", "-1 to 1", "red, green, blue"):
        assert words in said.out


def test_a_broken_model_is_named_beside_the_good_ones(morphospace: Command, tiny: Path) -> None:
    (make_tiny_model(tiny.parent, "halved") / "model.safetensors").write_bytes(b"half")
    said = morphospace("models", "--json")
    assert said.code == 0
    assert [model["id"] for model in said.json() if model["family"] == "tiny"] == ["tiny-squares"]
    assert said.error.startswith("halved is broken: ") and "model.safetensors" in said.error


def test_plugins_list_the_broken_with_their_reason(morphospace: Command, tmp_path: Path) -> None:
    information = tmp_path / "site" / "bad_plugin-2.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: bad-plugin\nVersion: 2.0\n")
    (information / "entry_points.txt").write_text("[morphospace]\nbad = a_module_that_is_not_there\n")
    by_name = {status["name"]: status for status in morphospace("plugins", "--json").json()}
    assert by_name["tiny"] == {
        "name": "tiny",
        "distribution": "tiny-plugin",
        "version": "1.0",
        "families": ["tiny"],
        "error": None,
    }
    assert "a_module_that_is_not_there" in by_name["bad"]["error"] and by_name["bad"]["version"] == "2.0"
    said = morphospace("plugins")
    assert said.code == 0 and "ModuleNotFoundError" in said.out and "works" in said.out


def test_every_kind_of_control_has_its_range_in_words() -> None:
    assert range_text(Seed(name="seed", title="Seed")) == "0 to 2.14748e+09"
    assert range_text(Toggle(name="on", title="On")) == "no, yes"
    assert range_text(Prompt(name="prompt", title="Prompt")) == "words"
    assert range_text(Choice(name="one", title="One", choices=("a", "b"), default="a")) == "a, b"
