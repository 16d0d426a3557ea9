"""The command line as a whole: quick, silent about its inside, and the window is one command of it."""

import subprocess
import sys

import pytest
from support.commandline import Command

from morphospace.cli import app, listing, main, window
from morphospace.errors import CancelledError, HostError

COMMANDS = [
    *("models", "plugins", "sample", "reconstruct", "edit"),
    *("encode", "interpolate", "neighbours", "data", "train", "evaluate", "bench"),
]


def run(
    *arguments: str, code: str = "from morphospace.cli import main; main()"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)


def test_help_names_every_command_and_loads_no_torch() -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: print('heavy:', sorted("
        "{'torch', 'PySide6', 'rich', 'PIL', 'morphospace_desktop'} & set(sys.modules))));"
        "from morphospace.cli import main; main()"
    )
    done = run("--help", code=code)
    assert done.returncode == 0, done.stderr
    for command in [*COMMANDS, "studio"]:
        assert f"  {command} " in done.stdout
    assert "heavy: []" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(morphospace: Command, command: str) -> None:
    said = morphospace(command, "--help")
    assert said.code == 0 and said.out.startswith(f"Usage: morphospace {command}")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["models", "--nonsense"], ["edit"], ["sample", "x", "-n"]]
)
def test_a_wrong_command_line_is_one_sentence(morphospace: Command, arguments: list[str]) -> None:
    said = morphospace(*arguments)
    assert said.code == 2 and said.out == "" and len(said.error.splitlines()) == 1


def test_the_window_opens_without_a_command_and_by_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(window.subprocess, "call", lambda command: asked.append(command) or 7)
    for arguments in ([], ["studio"], ["studio", "face.png", "--model", "x"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 7
    start = [sys.executable, "-m", "morphospace_desktop"]
    assert asked == [start, start, [*start, "face.png", "--model", "x"]]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HostError("The host stopped."), 1),
        (CancelledError("It was cancelled."), 130),
        (ZeroDivisionError("by zero"), 1),
    ],
)
def test_whatever_happens_is_one_line_and_a_code(
    error: BaseException, code: int, morphospace: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(listing, "say_json", fail)
    said = morphospace("models", "--json")
    assert said.code == code and len(said.error.splitlines()) == 1


def test_ctrl_c_ends_a_command_quietly(morphospace: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "say_json", interrupted)
    assert morphospace("models", "--json").code == 130


def test_a_fault_of_ours_can_be_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(app.DEBUG_VARIABLE, "1")
    monkeypatch.setattr(listing, "say_json", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["models", "--json"])


def test_version(morphospace: Command) -> None:
    assert morphospace("--version").out.startswith("morphospace 0.")
