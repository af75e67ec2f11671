"""Where the tests find things: the checkout, and the documents that may lie beside it."""

from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent

# Real copy of the agencies, which is theirs: tests that read it are marked ``needs_samples``.
SHARED = TOP.parent / "shared"


def sample(name: str) -> Path:
    """The file or folder ``name`` of the shared documents; skips the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs ../shared/{name}, which is not part of the repository")
    return path
