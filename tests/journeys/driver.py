"""A person at the window: eyes (screenshots, the guide's answers) and hands (xdotool's mouse and keys)."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import ImageGrab

GUIDE = Path(__file__).with_name("guide.py")
PATIENCE = 90.0
"""Seconds to wait for anything: the machine may be busy with much else."""

State = dict[str, Any]


class Window:
    """One running window on ``display``, with its settings in ``folder``."""

    def __init__(
        self, display: str, folder: Path, shots: Path, arguments: Sequence[str], **environment: str
    ) -> None:
        self._display, self._shots = display, shots
        self._environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "MORPHOSPACE_STATE": str(folder / "state"),
            "MORPHOSPACE_DATA": str(folder / "data"),
            **environment,
        }
        self._answers: queue.Queue[str] = queue.Queue()
        self._said: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, str(GUIDE), *arguments],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
        )
        threading.Thread(target=self._read, daemon=True).start()

    # ------------------------------------------------------------------ eyes

    def ask(self, question: str, **details: object) -> Any:
        """The guide's answer. Fails with what the window printed if there is none."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"ask": question, **details}) + "\n")
        self._process.stdin.flush()
        try:
            found = json.loads(self._answers.get(timeout=PATIENCE))
        except queue.Empty:
            raise AssertionError(f"no answer to {question}: " + "".join(self._said)) from None
        assert not (isinstance(found, dict) and "failed" in found), found["failed"]
        return found

    @property
    def state(self) -> State:
        """What the window shows now."""
        found: State = self.ask("state")
        return found

    def until(self, what: Callable[[State], object], why: str = "") -> State:
        """Wait until the window shows it; the state then."""
        end = time.monotonic() + PATIENCE
        while not what(state := self.state):
            assert time.monotonic() < end, f"never happened: {why or what}: {state}"
            time.sleep(0.05)
        return state

    @property
    def map(self) -> State:
        """What the map shows now."""
        found: State = self.ask("explore")
        return found

    def until_map(self, what: Callable[[State], object], why: str = "") -> State:
        """Wait until the map shows it; the state then."""
        end = time.monotonic() + PATIENCE
        while not what(state := self.map):
            assert time.monotonic() < end, f"never happened: {why or what}: {state}"
            time.sleep(0.05)
        return state

    def settled(self) -> State:
        """Wait until a picture is shown and nothing is under way."""
        return self.until(lambda state: state["picture"] and not state["busy"], "a picture at rest")

    def shot(self, name: str) -> Path:
        """Keep a picture of the screen."""
        time.sleep(0.3)  # what a window does last is draw
        path = self._shots / f"{name}.png"
        ImageGrab.grab(xdisplay=self._display).save(path)
        return path

    # ------------------------------------------------------------------ hands

    def key(self, *keys: str) -> None:
        """Press keys, one chord after another, as xdotool names them."""
        self._take_keyboard()
        self._xdotool("key", "--delay", "40", *keys)

    def hold(self, key: str, down: bool) -> None:
        """Press a key and keep it down, or let it go."""
        self._xdotool("keydown" if down else "keyup", key)

    def type(self, text: str) -> None:
        """Type a text."""
        self._take_keyboard()
        self._xdotool("type", "--delay", "15", text)

    def move_to(self, name: str, across: float = 0.5, down: float = 0.5) -> None:
        """Move the mouse to a place within something on the screen."""
        box = self.ask("where", name=name)
        self._xdotool("mousemove", *_at(box, across, down))

    def click(self, name: str, across: float = 0.5, down: float = 0.5) -> None:
        """Click something."""
        self.move_to(name, across, down)
        self._xdotool("click", "1")

    def drag(self, name: str, start: float, end: float, steps: int = 24) -> None:
        """Drag along something from left to right, as shares of its width, as slowly as a hand."""
        box = self.ask("where", name=name)
        self._xdotool("mousemove", *_at(box, start, 0.5), "mousedown", "1")
        for step in range(1, steps + 1):
            share = start + (end - start) * step / steps
            self._xdotool("mousemove", *_at(box, share, 0.5), "sleep", "0.01")
        self._xdotool("mouseup", "1")

    def draw(self, name: str, corners: Sequence[tuple[float, float]], steps: int = 8) -> None:
        """Drag along a line through ``corners``, shares of the width and height of something."""
        box = self.ask("where", name=name)
        self._xdotool("mousemove", *_at(box, *corners[0]), "mousedown", "1")
        for (x0, y0), (x1, y1) in pairwise(corners):
            for step in range(1, steps + 1):
                share = step / steps
                at = _at(box, x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)
                self._xdotool("mousemove", *at, "sleep", "0.01")
        self._xdotool("mouseup", "1")

    def point_at_item(self, row: int, clicks: int = 0) -> None:
        """Move the mouse to an item of the map, and click it as often."""
        self._xdotool("mousemove", *_at(self.ask("item", row=row), 0, 0))
        if clicks:
            self._xdotool("click", "--repeat", str(clicks), "--delay", "60", "1")

    def point_at_gap(self) -> None:
        """Move the mouse to a place of the map where no item is."""
        x, y = _at(self.ask("gap"), 0, 0)
        self._xdotool("mousemove", x, str(int(y) + 1), "sleep", "0.05", "mousemove", x, y)

    # ------------------------------------------------------------------ end

    def close(self) -> int:
        """Quit by keyboard, letting unsaved work go; the exit code."""
        if self._process.poll() is None:
            self.until(lambda state: state["dialog"] is None)
            self.key("ctrl+q")
            try:
                return self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._let_go()
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        """End it whatever it does, so that a failed journey leaves nothing behind."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def running(self) -> bool:
        """Whether the window is there."""
        return self._process.poll() is None

    def _let_go(self) -> None:
        try:
            if self.state["dialog"] == "UnsavedDialog":
                self.click("Discard")
        except (AssertionError, BrokenPipeError, ValueError):
            return

    def _take_keyboard(self) -> None:
        end = time.monotonic() + PATIENCE
        while not self.ask("activate"):
            assert time.monotonic() < end, "the window never got the keyboard"
            time.sleep(0.05)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=PATIENCE)

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("ANSWER "):
                self._answers.put(line.removeprefix("ANSWER "))
            else:
                self._said.append(line)


def _at(box: dict[str, int], across: float, down: float) -> tuple[str, str]:
    x = box["x"] + across * max(1, box["width"] - 1)
    y = box["y"] + down * max(1, box["height"] - 1)
    return str(round(x)), str(round(y))
