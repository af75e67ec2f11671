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
from storages.utils import clean_name

from newsroom.media.files import CACHED

# Larger files are read by way of the disk.
_IN_MEMORY = 8_000_000
_ERRORS = {404: FileNotFoundError}


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    """Whoever handles what a disk may do handles this, too."""
    try:
        yield
    except ClientError as reason:
        raise _ERRORS.get(_status(reason), OSError)(
            f"The object store refuses: {reason}"
        ) from reason
    except BotoCoreError as reason:
        raise ConnectionError(f"The object store does not answer: {reason}") from reason


def _status(refusal: ClientError) -> int:
    return int(refusal.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


class ObjectStore(S3Storage):  # type: ignore[misc]  # it carries no types
    """A bucket, or what lies in it under a prefix. A name is written at once or not at all.

    ``base_url``: where the world fetches the files; None for what nobody may fetch. Without an
    ``endpoint_url`` it is Amazon's. Who we are is told by the usual AWS_… variables.
    """

    def __init__(self, *, base_url: str | None = None, **options: Any) -> None:
        self.base_url = base_url
        if base_url is not None:
            options.setdefault("object_parameters", {"CacheControl": CACHED})
        # A store of one's own seldom has a name for each bucket.
        style = {"addressing_style": "path"} if options.get("endpoint_url") else {}
        limits = Config(
            connect_timeout=2,
            read_timeout=5,
            max_pool_connections=16,
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

    def copy_from(self, source: Any, name: str, as_name: str) -> bool:
        """Has the store copy a file of ``source`` by itself, if that lies in the same store."""
        if not isinstance(source, ObjectStore) or source.endpoint_url != self.endpoint_url:
            return False
        theirs, ours = source._key(name), self._key(as_name)
        with _as_of_a_disk():
            self._client.copy_object(
                Bucket=self.bucket_name,
                Key=ours,
                CopySource={"Bucket": source.bucket_name, "Key": theirs},
                MetadataDirective="REPLACE",
                **self._get_write_parameters(ours),
            )
        return True

    @property
    def _client(self) -> Any:
        """What all threads may use; the resources around it make a class for every call."""
        return self.bucket.meta.client

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    def delete(self, name: str) -> None:
        with _as_of_a_disk():
            self._client.delete_object(Bucket=self.bucket_name, Key=self._key(name))

    def exists(self, name: str) -> bool:
        with _as_of_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _as_of_a_disk():
            head = self._client.head_object(Bucket=self.bucket_name, Key=self._key(name))
        return int(head["ContentLength"])

    def get_modified_time(self, name: str) -> datetime:
        with _as_of_a_disk():
            changed: datetime = super().get_modified_time(name)
        return changed
