"""Child processes that are kept running, and that never outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

_PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 25.0


def die_with_parent() -> None:
    """In the child, before it starts: on Linux the kernel ends it when its parent is gone."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One process, started anew when it ends; a quick death is waited out ever longer."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.environment = {**os.environ, **(environment or {})}
        self.command = list(command)
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.pause = 0.0
        self.start_at = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        # Our own command, and nothing else happens in the child before it is run.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            preexec_fn=die_with_parent,  # noqa: PLW1509
        )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_running(self) -> str | None:
        """Starts the process if it is down and its pause is over; returns what to tell, if any."""
        now = time.monotonic()
        if self.is_running:
            return None
        if self.process is not None:
            code, self.process = self.process.returncode, None
            lived_long = now - self.started > 10
            self.pause = 0.2 if lived_long else min(30.0, max(0.2, self.pause * 2))
            self.start_at = now + self.pause
            return f"The {self.name} ended (code {code}); starting it again."
        if now >= self.start_at:
            self.start()
        return None

    def ask_to_end(self) -> None:
        if self.is_running and self.process is not None:
            self.process.terminate()

    def end(self, seconds: float) -> None:
        """Waits so long for its end, and brings it about if that was not enough."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def stop_all(children: Sequence[Child]) -> None:
    """Asks them all to end and waits for them together, so long as one alone may take."""
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(max(0.0, deadline - time.monotonic()))
