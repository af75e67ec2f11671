"""What a web server calls an application with, and what it is given (PEP 3333)."""

from collections.abc import Callable, Iterable
from typing import Any

type StartResponse = Callable[..., Any]
type Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]
