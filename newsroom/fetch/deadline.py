"""One deadline for the whole of a fetch, however many steps and servers it takes."""

import time

from newsroom.fetch.errors import FetchError


class Deadline:
    """Counts down from ``seconds``; ``is_answering`` is for its sentence alone."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds
        self.is_answering = False

    def left(self) -> float:
        """The seconds that are left, more than none; raises FetchError once it has passed."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> FetchError:
        """What to tell the desk when it has passed."""
        time_given = f"{self._seconds:g} second{'' if self._seconds == 1 else 's'}"
        if self.is_answering:
            sentence = f"The server had not sent its whole answer after {time_given}."
        else:
            sentence = f"The server did not answer within {time_given}."
        return FetchError(sentence, is_temporary=True)
