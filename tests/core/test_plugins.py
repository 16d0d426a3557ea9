"""One broken plugin costs itself and nothing else, and says why it is broken."""

import json
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest
from support.tiny import CONTROLS, TinyFamily, TinyPlugin

from morphospace import ModelFamily, Recipe, Slider, hookimpl
from morphospace.errors import BadInputError, PluginError
from morphospace.plugins import PluginStatus, Registry, load_plugins

BROKEN_MODULES = {
    "raises_on_import": "1 / 0",
    "exits_on_import": "raise SystemExit(3)",
    "needs_what_is_not_there": "import a_module_nobody_has",
    "cannot_be_parsed": "def (",
}


def recipe(**changes: object) -> Recipe:
    fields: dict[str, object] = {"id": "tiny-recipe", "title": "T", "summary": "S", "config": {}}
    return Recipe(**{**fields, "controls": CONTROLS, **changes})  # type: ignore[arg-type]


def plugin_of(*families: object, name: str = "Guest") -> object:
    """A plugin object whose hook returns ``families``."""

    @hookimpl
    def morphospace_families(self: object) -> list[object]:
        return list(families)

    return type(name, (), {"morphospace_families": morphospace_families})()


def family_of(family_id: object = "guest", **attributes: object) -> ModelFamily:
    return type("Made", (TinyFamily,), {"id": family_id, **attributes})()


def status_of(registry: Registry, name: str) -> PluginStatus:
    return next(status for status in registry.plugins if status.name == name)


def reason(plugin: object, *before: object) -> str:
    """Why ``plugin`` is broken; asserts that a good plugin after it works, and all others as without it."""
    registry = load_plugins([*before, plugin, TinyPlugin()])
    status = registry.plugins[-2]
    assert status.error is not None and status.families == ()
    assert registry.plugins[-1].error is None and registry.family("tiny").id == "tiny"
    assert load_plugins().plugins == registry.plugins[: -2 - len(before)]
    assert "\n" not in status.error and status.error.endswith(".")
    return status.error


def test_the_built_in_families_are_entry_points_like_anyones() -> None:
    registry = load_plugins()
    own = [point.name for point in entry_points(group="morphospace") if point.dist.name == "morphospace"]
    assert {status.name for status in registry.plugins if status.distribution == "morphospace"} == set(own)


def test_a_plugin_object_and_an_entry_point_register_alike() -> None:
    by_object = load_plugins([TinyPlugin()])
    by_entry = load_plugins([EntryPoint(name="tiny", value="support.tiny", group="morphospace")])
    for registry, name in ((by_object, "TinyPlugin"), (by_entry, "tiny")):
        assert status_of(registry, name) == PluginStatus(name, "", "", ("tiny",))
        assert registry.families["tiny"].title == "Tiny"


@pytest.mark.parametrize("module", BROKEN_MODULES)
def test_a_plugin_that_fails_on_import(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"{module}.py").write_text(BROKEN_MODULES[module])
    monkeypatch.syspath_prepend(str(tmp_path))
    error = reason(EntryPoint(name=module, value=module, group="morphospace"))
    expected = {"raises_on_import": "ZeroDivisionError", "exits_on_import": "SystemExit: 3"}
    assert "import" in error.lower() and expected.get(module, "Error") in error
    sys.modules.pop(module, None)


def test_one_that_is_left_out_is_not_even_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "harmful.py").write_text(f"open({str(tmp_path / 'done')!r}, 'w')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("MORPHOSPACE_LEFT_OUT", "other, harm")
    assert "MORPHOSPACE_LEFT_OUT" in reason(EntryPoint("harm", "harmful", "morphospace"))
    assert not (tmp_path / "done").exists()


def test_an_entry_point_to_nothing() -> None:
    entry = EntryPoint(name="gone", value="support.tiny:no_such_thing", group="morphospace")
    assert "no_such_thing" in reason(entry)


def test_ctrl_c_is_not_taken_for_a_fault_of_the_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stopped_by_hand.py").write_text("raise KeyboardInterrupt")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        load_plugins([EntryPoint(name="x", value="stopped_by_hand", group="morphospace")])


def test_a_plugin_that_raises_in_its_hook() -> None:
    class Raises:
        @hookimpl
        def morphospace_families(self) -> list[ModelFamily]:
            raise RuntimeError("no weights\nhere")

    assert "RuntimeError: no weights here" in reason(Raises())


def test_a_second_family_of_the_same_id_names_both_plugins_and_the_first_stays() -> None:
    first, second = family_of(), family_of()
    registry = load_plugins([plugin_of(first, name="First"), plugin_of(second, name="Second")])
    assert registry.families["guest"] is first
    error = status_of(registry, "Second").error
    assert error and "'First'" in error and "'Second'" in error and "'guest'" in error


def test_a_family_brought_twice_by_one_plugin() -> None:
    assert "'guest'" in reason(plugin_of(family_of(), family_of()))


def test_a_recipe_id_that_is_taken() -> None:
    first = plugin_of(family_of("one", recipes=[recipe()]), name="First")
    second = plugin_of(family_of("two", recipes=[recipe()]), name="Second")
    error = reason(second, first)
    assert "'tiny-recipe'" in error and "'First'" in error


@pytest.mark.parametrize("thing", [None, "vae", TinyFamily, object()])
def test_what_is_not_a_family(thing: object) -> None:
    assert "not a ModelFamily" in reason(plugin_of(thing))


def test_a_hook_that_returns_no_sequence() -> None:
    class Single:
        @hookimpl
        def morphospace_families(self) -> object:
            return TinyFamily()

    assert "TypeError" in reason(Single())


@pytest.mark.parametrize(
    "attributes", [{"family_id": "Not An Id"}, {"family_id": None}, {"title": 3}, {"summary": None}]
)
def test_a_family_without_proper_names(attributes: dict[str, object]) -> None:
    assert "family" in reason(plugin_of(family_of(**attributes)))


def test_an_impossible_control_raised_where_it_is_declared() -> None:
    class Backwards:
        @hookimpl
        def morphospace_families(self) -> list[ModelFamily]:
            Slider(name="smile", title="Smile", minimum=1, maximum=-1, default=0)
            return [family_of()]

    assert "minimum < maximum" in reason(Backwards())


@dataclass(frozen=True)
class Knob:
    name: str = "knob"


@pytest.mark.parametrize("controls", [(CONTROLS[0], CONTROLS[0]), (Knob(),)], ids=["twice", "not one"])
def test_impossible_controls_in_a_recipe(controls: tuple[object, ...]) -> None:
    error = reason(plugin_of(family_of(recipes=[recipe(controls=controls)])))
    assert "'tiny-recipe' declares an impossible control" in error


def test_recipes_that_raise_or_are_none() -> None:
    raising = property(lambda self: 1 / 0)
    assert "ZeroDivisionError" in reason(plugin_of(family_of(recipes=raising)))
    assert "not a Recipe" in reason(plugin_of(family_of(recipes=["x"])))


def test_an_unknown_hook_and_no_hook_at_all() -> None:
    class Unknown:
        @hookimpl
        def morphospace_fonts(self) -> list[str]:
            return []

    assert "morphospace_fonts" in reason(Unknown())
    assert "no hook" in reason(object())


def test_a_hook_that_asks_for_an_argument_there_is_not() -> None:
    class Asks:
        @hookimpl
        def morphospace_families(self, window: object) -> list[ModelFamily]:
            return []

    assert "window" in reason(Asks())


def test_a_plugin_is_taken_whole_or_not_at_all() -> None:
    registry = load_plugins([plugin_of(family_of("good", recipes=[recipe(id="kept-out")]), "bad")])
    assert "good" not in registry.families and "kept-out" not in registry.recipes


def test_a_recipe_comes_with_the_family_that_trains_by_it() -> None:
    family = family_of(recipes=[recipe()])
    registry = load_plugins([plugin_of(family)])
    assert registry.recipe("tiny-recipe") == (family, family.recipes[0])


def test_what_no_plugin_brings() -> None:
    registry = load_plugins()
    with pytest.raises(PluginError, match="'nobodys'"):
        registry.family("nobodys")
    with pytest.raises(BadInputError, match="'nobodys'"):
        registry.recipe("nobodys")


def test_a_status_can_be_sent_to_the_window() -> None:
    status = status_of(load_plugins([TinyPlugin()]), "TinyPlugin")
    assert json.loads(json.dumps(status.to_json())) == {
        "name": "TinyPlugin",
        "distribution": "",
        "version": "",
        "families": ["tiny"],
        "error": None,
    }
