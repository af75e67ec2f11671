"""Files in an object store (S3 and what speaks as it does), for newsrooms of several machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

# Larger files are read by way of the disk.
_IN_MEMORY = 8_000_000


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    """Whoever handles what a disk may do handles this, too."""
    try:
        yield
    except (BotoCoreError, ClientError) as reason:
        raise OSError(f"The object store does not answer: {reason}") from reason


class ObjectStore(S3Storage):  # type: ignore[misc]  # it carries no types
    """A bucket, or what lies in it under a prefix. A name is written at once or not at all.

    ``base_url``: where the world fetches the files; None for what nobody may fetch. Without an
    ``endpoint_url`` it is Amazon's. Who we are is told by the usual AWS_… variables.
    """

    def __init__(self, *, base_url: str | None = None, **options: Any) -> None:
        self.base_url = base_url
        # A store of one's own seldom has a name for each bucket.
        style = {"addressing_style": "path"} if options.get("endpoint_url") else {}
        limits = Config(
            connect_timeout=3,
            read_timeout=10,
            retries={"mode": "standard", "max_attempts": 3},
            # Not every store knows the sums that Amazon's has learnt of late.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3=style,
        )
        super().__init__(
            client_config=limits, file_overwrite=True, max_memory_size=_IN_MEMORY, **options
        )

    def url(self, name: str | None, **options: Any) -> str:
        if self.base_url is None:
            raise ValueError("These files have no address.")
        return f"{self.base_url}{filepath_to_uri(name or '')}"

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_of_a_disk():
            opened: Any = super()._open(name, mode)
            # All of it is fetched now, so that no reading fails half-way.
            _ = opened.file
        return cast(File, opened)

    def _save(self, name: str, content: File) -> str:
        with _as_of_a_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_of_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_of_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _as_of_a_disk():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _as_of_a_disk():
            changed: datetime = super().get_modified_time(name)
        return changed
