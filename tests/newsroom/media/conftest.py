"""What the tests of pictures share: a store to keep them in."""

from collections.abc import Iterator
from typing import Any

import pytest

from newsroom.environment import env_storage
from tests.object_store import Store, a_store


@pytest.fixture
def store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store, which everything of the newsroom's lies in."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with a_store() as store:
        where = f"?endpoint={store.url}&region=eu-1"
        monkeypatch.setenv("NEWSROOM_MEDIA_STORAGE", f"s3://pictures/shown{where}")
        monkeypatch.setenv("NEWSROOM_PRIVATE_STORAGE", f"s3://kept{where}")
        settings.STORAGES = {
            **settings.STORAGES,
            "default": env_storage("NEWSROOM_MEDIA_STORAGE", "", "https://cdn.example/"),
            "private": env_storage("NEWSROOM_PRIVATE_STORAGE", "", None),
        }
        yield store
