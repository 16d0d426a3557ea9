"""What every host promises, inline and process alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from support.ears import Ear

from morphospace import Request
from morphospace.errors import (
    BadImageError,
    BadInputError,
    BadSettingError,
    CancelledError,
    HostError,
    MorphospaceError,
    PluginError,
)
from morphospace.hosting import (
    Cancelled,
    Finished,
    FrameReady,
    Host,
    Progress,
    Rendered,
    StatusChanged,
    wait,
)
from morphospace.hosting.logs import log_path

Hear = Callable[[Host], Ear]


def rendered(host: Host, ticket: int) -> Rendered:
    result = wait(host, ticket, 300)
    assert isinstance(result, Rendered)
    return result


def result(host: Host, ticket: int) -> Mapping[str, Any]:
    found = wait(host, ticket, 300)
    assert isinstance(found, Mapping)
    return found


def test_a_frame_leaves_the_host_as_plain_arrays(host: Host) -> None:
    frame = rendered(host, host.render("toy", Request(settings={"grey": 0.5}, n=2, draft=True)))
    assert frame.images.dtype == np.uint8
    assert frame.images.shape == (2, 8, 8, 3)
    assert (frame.images == 191).all()
    assert frame.latents["h"].dtype == np.float32
    assert frame.latents["h"].tolist() == [[0.5, 0.5]] * 2
    assert frame.settings == ({"grey": 0.5}, {"grey": 0.5})
    assert (frame.step, frame.steps, frame.draft) == (1, 1, True)
    assert frame.extras["density"] == 1.5
    assert frame.extras["residual"].shape == (2, 3)
    assert frame.extras["words"] == ["a", "b"]
    assert 0 < frame.seconds < 60


def test_large_pictures_arrive_whole(host: Host) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 900, 900, 3), dtype=np.uint8)
    frame = rendered(host, host.render("wide", Request(settings={"grey": -1.0}, images={"image": pictures})))
    assert frame.images.shape == (2, 1024, 1024, 3)
    assert not frame.images.any()


def test_every_frame_is_told_and_then_the_end(host: Host, hear: Hear) -> None:
    ear = hear(host)
    ticket = host.render("toy", Request(settings={"steps": 3}))
    rendered(host, ticket)
    ear.until(lambda event: event == Finished(ticket, {"frames": 3}))
    frames = [event.rendered for event in ear.of(ticket) if isinstance(event, FrameReady)]
    assert [(frame.step, frame.steps) for frame in frames] == [(1, 3), (2, 3), (3, 3)]
    assert isinstance(ear.of(ticket)[-1], Finished)


def test_loading_tells_what_is_in_memory_and_makes_room(host: Host, hear: Hear) -> None:
    """The budget holds four of these in one process and three in the interactive worker's share."""
    ear = hear(host)
    loaded = result(host, host.load("heavy"))
    assert (loaded["model"], loaded["title"], loaded["bytes"]) == ("heavy", "Heavy toy", 3_000_000)
    ear.until(lambda event: isinstance(event, StatusChanged) and _holds(event, "heavy"))
    status = host.status
    assert (status.state, status.device) == ("ready", "cpu")
    assert status.device_name
    assert status.used > 0
    assert status.budget > 0
    result(host, host.load("heavier"))
    result(host, host.load("heaviest"))
    rendered(host, host.render("heavier", Request()))
    result(host, host.load("heavy-too"))
    ear.until(lambda event: isinstance(event, StatusChanged) and _holds(event, "heavy-too"))
    ear.until(
        lambda event: (
            isinstance(event, StatusChanged)
            and event.status.message == "Heavy toy left memory to make room for Another heavy toy."
        )
    )
    assert "heavier" in {resident.model for resident in host.status.resident}
    assert "heavy" not in {resident.model for resident in host.status.resident}


def _holds(event: StatusChanged, model: str) -> bool:
    return model in {resident.model for resident in event.status.resident}


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"grey": 2.0}, BadSettingError, "grey = 2 is out of range"),
        ({"colour": 1}, BadSettingError, "no control 'colour'"),
        ({"fault": "raise"}, PluginError, r"ZeroDivisionError \(the toy divides by zero\): see .*host\.log"),
        ({"fault": "exit"}, PluginError, "SystemExit"),
    ],
)
def test_what_goes_wrong_is_one_narrow_error(
    host: Host, settings: dict[str, Any], error: type[MorphospaceError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        rendered(host, host.render("toy", Request(settings=settings)))
    assert "\n" not in str(caught.value)
    assert rendered(host, host.render("toy", Request())).images.any(), "the host goes on"


def test_the_log_holds_the_traceback(host: Host) -> None:
    with pytest.raises(PluginError):
        rendered(host, host.render("toy", Request(settings={"fault": "raise"})))
    assert "in misbehave" in log_path().read_text()


@pytest.mark.parametrize(
    ("request_", "error", "words"),
    [
        (Request(images={"image": np.zeros((4, 4, 3), np.uint8)}), BadImageError, "'image' must be uint8"),
        (Request(images={"image": np.zeros((1, 4, 4, 3))}), BadImageError, "not float64"),
        (Request(masks={"mask": np.zeros((1, 4, 4, 3), np.uint8)}), BadImageError, "'mask'"),
        (Request(latents={"h": np.full((1, 2), np.nan, np.float32)}), BadInputError, "finite"),
        (Request(latents={"h": np.zeros((1, 2), np.int64)}), BadInputError, "float"),
        (Request(n=0), BadInputError, "1 to 4096"),
        (
            Request(latents={"h": np.zeros((2, 2), np.float32), "z": np.zeros((3, 2), np.float32)}),
            BadInputError,
            "h 2, z 3",
        ),
    ],
)
def test_a_request_that_cannot_be_is_refused(
    host: Host, request_: Request, error: type[MorphospaceError], words: str
) -> None:
    with pytest.raises(error, match=words):
        rendered(host, host.render("toy", request_))


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        ("nobody", BadInputError, "no model 'nobody'"),
        ("broken", PluginError, "no such tensor"),
        ("too-large", HostError, "not enough memory"),
    ],
)
def test_a_model_that_cannot_be_loaded(
    host: Host, model: str, error: type[MorphospaceError], words: str
) -> None:
    with pytest.raises(error, match=words):
        result(host, host.load(model))
    with pytest.raises(error, match=words):
        rendered(host, host.render(model, Request()))


def test_pictures_that_are_no_numbers_are_black_not_a_crash(host: Host) -> None:
    frame = rendered(host, host.render("toy", Request(settings={"fault": "nan"})))
    assert (frame.images == 128).all()


def test_a_job_tells_how_far_it_is_and_returns(host: Host, hear: Hear) -> None:
    ear = hear(host)
    ticket = host.run("toy job", {"model": "toy", "steps": 3, "pause": 0.1})
    assert result(host, ticket)["steps"] == 3
    told = [event for event in ear.of(ticket) if isinstance(event, Progress)]
    assert Progress(ticket, 2, 3, "Step 2") in told


@pytest.mark.parametrize(
    ("job", "arguments", "error", "words"),
    [
        ("dance", {}, BadInputError, "no job 'dance': there are .*encode, .*train"),
        ("toy job", {"model": "toy", "speed": 1}, BadInputError, "speed"),
        ("toy job", {"model": "toy", "fault": "raise"}, PluginError, "ZeroDivisionError"),
        ("toy job", {"model": "nobody"}, BadInputError, "nobody"),
    ],
)
def test_a_job_that_goes_wrong_is_one_narrow_error(
    host: Host, job: str, arguments: dict[str, Any], error: type[MorphospaceError], words: str
) -> None:
    with pytest.raises(error, match=words):
        result(host, host.run(job, arguments))


def test_cancelling_from_a_listener_stops_after_the_frame(host: Host, hear: Hear) -> None:
    ear = hear(host)

    def stop(event: object) -> None:
        if isinstance(event, FrameReady) and event.rendered.step == 2 and event.rendered.steps == 900:
            host.cancel(event.ticket)

    silence = host.listen(stop)
    ticket = host.render("toy", Request(settings={"steps": 900, "pause": 0.01}))
    with pytest.raises(CancelledError):
        rendered(host, ticket)
    silence()
    assert len(ear.of(ticket)) < 300
    assert ear.of(ticket)[-1] == Cancelled(ticket)


def test_a_render_left_early_leaves_gradients_as_they_were(inline_host: Host) -> None:
    def stop(event: object) -> None:
        if isinstance(event, FrameReady):
            inline_host.cancel(event.ticket)

    silence = inline_host.listen(stop)
    with pytest.raises(CancelledError):
        rendered(inline_host, inline_host.render("toy", Request(settings={"steps": 900})))
    silence()
    import torch

    assert torch.is_grad_enabled()


def test_a_newer_request_of_the_view_takes_over(host: Host, hear: Hear) -> None:
    ear = hear(host)
    newer: list[int] = []

    def drag(event: object) -> None:
        if isinstance(event, FrameReady) and event.rendered.steps == 900 and not newer:
            newer.append(host.render("toy", Request(settings={"grey": 1.0}), view="drag"))

    silence = host.listen(drag)
    older = host.render("toy", Request(settings={"steps": 900, "pause": 0.01}), view="drag")
    with pytest.raises(CancelledError):
        rendered(host, older)
    assert (rendered(host, newer[0]).images == 255).all()
    silence()
    assert any(isinstance(event, FrameReady) for event in ear.of(older)), "each request shows something"


def test_a_draft_in_one_view_does_not_wait_for_a_long_render_in_another(host: Host, hear: Hear) -> None:
    ear = hear(host)
    drafts: list[int] = []

    def drag(event: object) -> None:
        if isinstance(event, FrameReady) and event.rendered.steps == 30 and not drafts:
            drafts.append(host.render("toy", Request(settings={"grey": 1.0}, draft=True), view="dragged"))

    silence = host.listen(drag)
    long = host.render("toy", Request(settings={"steps": 30, "pause": 0.05}), view="long")
    assert rendered(host, long).step == 30
    silence()
    ends = [event.ticket for event in ear.events if isinstance(event, Finished)]
    assert ends == [drafts[0], long]


def test_a_listener_that_raises_disturbs_nobody(host: Host, hear: Hear) -> None:
    def raises(event: object) -> None:
        raise RuntimeError("a listener's own fault")

    silence = host.listen(raises)
    ear = hear(host)
    ticket = host.render("toy", Request())
    rendered(host, ticket)
    silence()
    ear.until(lambda event: isinstance(event, Finished) and event.ticket == ticket)


def test_an_outcome_can_be_waited_for_later_and_twice(host: Host) -> None:
    first = host.render("toy", Request(settings={"grey": 1.0}), view="one")
    second = host.render("toy", Request(settings={"grey": -1.0}), view="two")
    assert not rendered(host, second).images.any()
    assert rendered(host, first).images.all()
    assert rendered(host, first).images.all()
    with pytest.raises(HostError, match="not held"):
        wait(host, 10**9)


def test_cancelling_what_is_over_or_unknown_does_nothing(host: Host) -> None:
    ticket = host.render("toy", Request())
    rendered(host, ticket)
    host.cancel(ticket)
    host.cancel(10**9)
    rendered(host, ticket)


def test_a_job_of_a_view_tells_partial_results_and_returns_nested_arrays(host: Host, hear: Hear) -> None:
    ear = hear(host)
    places = np.arange(6, dtype=np.float32).reshape(2, 3)
    ticket = host.run("toy view", {"places": places}, view="glass")
    found = result(host, ticket)
    np.testing.assert_array_equal(found["layers"][0]["places"], 3 * places)
    told = [event.arrays["places"] for event in ear.of(ticket) if isinstance(event, Progress)]
    np.testing.assert_array_equal(told, [places, 2 * places, 3 * places])


def test_a_newer_job_of_a_view_begins_after_the_older_has_ended(host: Host, hear: Hear) -> None:
    ear = hear(host)
    places = np.ones((1, 2), np.float32)
    newer: list[int] = []

    def ask_again(event: object) -> None:
        if isinstance(event, Progress) and not newer:
            newer.append(0)
            newer[0] = host.run("toy view", {"places": places}, view="glass")

    silence = host.listen(ask_again)
    older = host.run("toy view", {"places": places, "steps": 900, "pause": 0.01}, view="glass")
    with pytest.raises(CancelledError):
        result(host, older)
    silence()
    result(host, newer[0])
    end = next(i for i, event in enumerate(ear.events) if event == Cancelled(older))
    assert all(event.ticket == older for event in ear.events[:end] if event.ticket in (older, *newer))


def test_pictures_pass_between_the_steps_of_a_view_s_job(host: Host, hear: Hear) -> None:
    ear = hear(host)
    asked: list[int] = []

    def ask(event: object) -> None:
        if isinstance(event, Progress) and not asked:
            asked.append(0)
            asked[0] = host.render("toy", Request())

    silence = host.listen(ask)
    job = host.run("toy view", {"places": np.ones((1, 2)), "steps": 30, "pause": 0.02}, view="glass")
    result(host, job)
    silence()
    rendered(host, asked[0])
    ends = [event.ticket for event in ear.events if isinstance(event, Finished)]
    assert ends == [asked[0], job]


def test_a_model_is_unloaded_by_hand(host: Host, hear: Hear) -> None:
    result(host, host.load("heavy"))
    ear = hear(host)
    host.unload("heavy")
    host.unload("nobody")
    ear.until(lambda event: isinstance(event, StatusChanged) and not _holds(event, "heavy"))
    assert rendered(host, host.render("heavy", Request())).images.any(), "it is loaded again when needed"
