"""The contract as checks that anyone can run over a model family: what every caller relies on.

A ``Case`` is one checkpoint and the family that loads it; each of ``CHECKS`` takes a case, and raises
``AssertionError`` with one sentence that says what to change, or ``unittest.SkipTest`` where the model has
nothing to be checked. With pytest::

    @pytest.mark.parametrize("check", CHECKS)
    def test_contract(check, case):
        check(case)

where the fixture ``case`` returns ``Case(MyFamily(), folder_of_a_checkpoint)``. Nothing here needs pytest.
"""

from __future__ import annotations

from collections.abc import Callable

from morphospace.testing.case import Case
from morphospace.testing.declarations import (
    capabilities_are_those_of_the_card,
    controls_are_those_of_the_card,
    impossible_settings_are_refused,
    registering_needs_no_torch,
    the_card_names_the_family,
)
from morphospace.testing.latents import (
    encoding_and_decoding_pass_gradients,
    latents_become_pictures,
    new_latents_follow_from_the_seed,
    pictures_become_latents,
    what_is_read_are_settings,
)
from morphospace.testing.rendering import (
    frames_are_pictures,
    frames_count_their_steps,
    frames_may_be_abandoned,
    pictures_of_any_size_are_opened,
    renders_do_not_disturb_each_other,
    the_seed_decides_everything,
)
from morphospace.testing.settings import (
    a_picture_can_be_rendered_again,
    every_control_moves_a_draft,
    every_control_moves_a_pixel,
    frames_tell_their_settings,
)

Check = Callable[[Case], None]

CHECKS: tuple[Check, ...] = (
    registering_needs_no_torch,
    the_card_names_the_family,
    controls_are_those_of_the_card,
    capabilities_are_those_of_the_card,
    impossible_settings_are_refused,
    frames_are_pictures,
    frames_count_their_steps,
    frames_may_be_abandoned,
    renders_do_not_disturb_each_other,
    the_seed_decides_everything,
    pictures_of_any_size_are_opened,
    frames_tell_their_settings,
    a_picture_can_be_rendered_again,
    every_control_moves_a_pixel,
    every_control_moves_a_draft,
    new_latents_follow_from_the_seed,
    latents_become_pictures,
    pictures_become_latents,
    encoding_and_decoding_pass_gradients,
    what_is_read_are_settings,
)
"""All checks, from what a plugin declares to what its models draw."""

__all__ = ["CHECKS", "Case", "Check"]
