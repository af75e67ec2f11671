"""Style sheets and scripts by their hashed names once collected, and plainly until then."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedOrPlain(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """A page must not fail because nobody has run ``collectstatic`` yet.

    ``serve`` collects them; under another server, or in a test, the plain files are found where
    they lie, which is slower and right.
    """

    def stored_name(self, name: str) -> str:
        """The hashed name of ``name``, or ``name`` itself if it was not collected."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
