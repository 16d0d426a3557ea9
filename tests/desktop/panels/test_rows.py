"""A section's head has room for its note, however long its name."""

from __future__ import annotations

from morphospace_desktop.panels.rows import SectionHead


def test_a_long_name_is_cut_with_an_ellipsis_before_the_note(qtbot) -> None:
    head = SectionHead("Slider “red beards on bald heads − faces with glasses”", "evidence")
    qtbot.addWidget(head)
    head.resize(280, 24)
    assert head.shown_title().endswith("…")
    beside = head.shown_title()
    head.set_note("")
    assert len(head.shown_title()) > len(beside), "without a note there is more room"
    head.set_title("Nearest")
    assert head.shown_title() == "NEAREST"
    assert head.accessibleName() == "Nearest"
