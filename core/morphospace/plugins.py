"""Finding plugins, each by itself, so that a broken one costs only itself.

Entry points of the group ``morphospace`` are loaded one by one, and each plugin gets a pluggy manager of
its own: pluggy's ``load_setuptools_entrypoints`` and shared hook calls stop at the first exception, which
would let one plugin take all others with it. A plugin is taken whole or not at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

import pluggy

from morphospace import hookspecs
from morphospace.controls import check_controls, control_from_json
from morphospace.errors import BadInputError, PluginError
from morphospace.hosting.settings import LEFT_OUT
from morphospace.models import ModelFamily, Recipe

_OWN_DISTRIBUTION = "morphospace"
_WHY_LEFT_OUT = f"it stopped the process that imported it, or ${LEFT_OUT} names it"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class PluginStatus:
    """What became of one plugin: ids of its ``families``, or in ``error`` the sentence why it is broken."""

    name: str
    distribution: str
    version: str
    families: tuple[str, ...] = ()
    error: str | None = None

    @property
    def label(self) -> str:
        """The plugin as an error names it: ``'name' (distribution version)``."""
        origin = f"{self.distribution} {self.version}".strip()
        return f"{self.name!r} ({origin})" if origin else repr(self.name)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {**asdict(self), "families": list(self.families)}


@dataclass(frozen=True)
class Registry:
    """The plugins that were found, and the families and recipes of those that work."""

    plugins: tuple[PluginStatus, ...]
    families: Mapping[str, ModelFamily]
    recipes: Mapping[str, Recipe]
    _trained_by: Mapping[str, str] = field(repr=False)

    def family(self, family_id: str) -> ModelFamily:
        """The family with this id. Raises ``PluginError`` if no working plugin brings it."""
        if family_id not in self.families:
            raise PluginError(
                f"No working plugin brings the model family {family_id!r}: install one, or see what "
                "`morphospace plugins` says is broken."
            )
        return self.families[family_id]

    def recipe(self, recipe_id: str) -> tuple[ModelFamily, Recipe]:
        """A recipe and the family that trains by it. Raises ``BadInputError`` if there is none."""
        if recipe_id not in self.recipes:
            known = ", ".join(self.recipes) or "none"
            raise BadInputError(f"There is no recipe {recipe_id!r}: there are {known}.")
        return self.families[self._trained_by[recipe_id]], self.recipes[recipe_id]


def load_plugins(extra: Iterable[object] = ()) -> Registry:
    """Load every installed plugin, then those of ``extra`` (entry points, or plugin modules and objects).

    Never raises for a plugin's sake: whatever one does wrong is the ``error`` of its status.
    """
    taken = _Taken()
    statuses = [_register(plugin, taken) for plugin in (*_installed(), *extra)]
    _about_to("")
    return Registry(
        tuple(statuses),
        MappingProxyType(taken.families),
        MappingProxyType(taken.recipes),
        MappingProxyType(taken.trained_by),
    )


def announce_imports(about_to: Callable[[str], None]) -> None:
    """From now on in this process ``about_to`` hears the name of each plugin before it is imported, and
    nothing ("") once all are. One that ends the process leaves no other trace.
    """
    global _about_to
    _about_to = about_to


def _nobody(_name: str) -> None:
    """Hears nothing."""


_about_to: Callable[[str], None] = _nobody


@dataclass
class _Taken:
    """What the plugins before have brought, and which plugin brought each family."""

    families: dict[str, ModelFamily] = field(default_factory=dict)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    trained_by: dict[str, str] = field(default_factory=dict)
    owners: dict[str, PluginStatus] = field(default_factory=dict)


def _installed() -> list[EntryPoint]:
    """Morphospace's own plugins first, then strangers' by name: who is first does not hang on the disk."""
    found = entry_points(group=hookspecs.ENTRY_POINT_GROUP)
    return sorted(
        found, key=lambda point: (_origin(point)[0] != _OWN_DISTRIBUTION, *_origin(point), point.name)
    )


def _origin(plugin: object) -> tuple[str, str]:
    distribution = plugin.dist if isinstance(plugin, EntryPoint) else None
    return (distribution.name, distribution.version) if distribution else ("", "")


def _name(plugin: object) -> str:
    if isinstance(plugin, EntryPoint):
        return plugin.name
    return str(getattr(plugin, "__name__", type(plugin).__name__))


def _register(plugin: object, taken: _Taken) -> PluginStatus:
    """Take over all that a plugin brings, or nothing and say why."""
    status = PluginStatus(_name(plugin), *_origin(plugin))
    if status.name in (name.strip() for name in os.environ.get(LEFT_OUT, "").split(",")):
        return replace(status, error=f"It is left out: {_WHY_LEFT_OUT}.")
    _about_to(status.name)
    try:
        families = _families(plugin)
        recipes = {family.id: _recipes(family) for family in families}
        _refuse_duplicates(status, families, recipes, taken)
    except PluginError as error:
        return replace(status, error=str(error))
    except Exception as error:
        return replace(status, error=f"Reading what it brings raised {_line(error)}.")
    status = replace(status, families=tuple(family.id for family in families))
    for family in families:
        taken.families[family.id] = family
        taken.owners[family.id] = status
        for recipe in recipes[family.id]:
            taken.recipes[recipe.id] = recipe
            taken.trained_by[recipe.id] = family.id
    return status


def _families(plugin: object) -> list[ModelFamily]:
    """What a plugin's hook returns, checked. Raises ``PluginError`` for whatever goes wrong in there."""
    module = _call("Importing it", plugin.load) if isinstance(plugin, EntryPoint) else plugin
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(module)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(f"It implements a hook that Morphospace has not ({_line(error)}).") from None
    except Exception as error:
        raise PluginError(f"Reading its hooks raised {_line(error)}.") from None
    if not manager.get_hookcallers(module):
        raise PluginError("It implements no hook of Morphospace: mark one with @hookimpl.")
    results = _call(
        "Its hook morphospace_families", lambda: [*map(list, manager.hook.morphospace_families())]
    )
    families = [family for result in results for family in result]
    for family in families:
        _check_family(family)
    return families


def _check_family(family: object) -> None:
    if not isinstance(family, ModelFamily):
        raise PluginError(
            f"Its hook morphospace_families returned {family!r:.80}, which is not a ModelFamily."
        )
    for name in ("id", "title", "summary"):
        if not isinstance(_call(f"Reading {name} of a family", lambda name=name: getattr(family, name)), str):
            raise PluginError(f"The family {type(family).__name__} has no {name} of plain text.")
    if not _ID.fullmatch(family.id):
        raise PluginError(f"The family id {family.id!r} must be lower-case words joined by hyphens.")


def _recipes(family: ModelFamily) -> list[Recipe]:
    recipes: list[Recipe] = _call(
        f"Reading the recipes of family {family.id!r}", lambda: list(family.recipes)
    )
    for recipe in recipes:
        if not isinstance(recipe, Recipe):
            raise PluginError(f"The family {family.id!r} has a recipe that is not a Recipe: {recipe!r:.80}.")
        try:
            for control in check_controls(recipe.controls):
                control_from_json(control.to_json())
        except Exception as error:
            raise PluginError(
                f"Recipe {recipe.id!r} declares an impossible control ({_line(error)})."
            ) from None
    return recipes


def _refuse_duplicates(
    status: PluginStatus,
    families: Sequence[ModelFamily],
    recipes: Mapping[str, Sequence[Recipe]],
    taken: _Taken,
) -> None:
    """Raise ``PluginError`` if an id is here twice or was brought by an earlier plugin, naming both."""
    family_owners = {family_id: owner.label for family_id, owner in taken.owners.items()}
    recipe_owners = {recipe_id: family_owners[family] for recipe_id, family in taken.trained_by.items()}
    recipe_ids = [recipe.id for several in recipes.values() for recipe in several]
    for what, ids, owners in (
        ("family", [family.id for family in families], family_owners),
        ("recipe", recipe_ids, recipe_owners),
    ):
        for one in ids:
            if one in owners:
                raise PluginError(
                    f"Plugin {status.label} brings the {what} {one!r}, which plugin {owners[one]} "
                    "already brings: the first stays."
                )
            owners[one] = status.label


def _call(what: str, function: Any) -> Any:
    """``function()``; whatever it raises, even ``SystemExit``, becomes a ``PluginError``."""
    try:
        return function()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise PluginError(f"{what} raised {_line(error)}.") from None


def _line(error: BaseException) -> str:
    """An exception on one line: its class and what it says."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
