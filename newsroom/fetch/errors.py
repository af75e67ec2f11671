"""Why nothing was fetched, in a sentence for the wire desk."""


class FetchError(Exception):
    """What went wrong, as the desk reads it; ``is_temporary`` where another try may succeed.

    The sentence may name a server, an address or a port, never a password or a query string.
    """

    def __init__(self, sentence: str, *, is_temporary: bool = False) -> None:
        super().__init__(sentence)
        self.is_temporary = is_temporary
