"""Varnish, one or many, with the configuration in ``newsroom/deploy/varnish.vcl``."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from newsroom.delivery.purging.front import Front, PurgeError


class Varnish(Front):
    """Each node keeps pages of its own, and each has to be told."""

    name = "Varnish"
    tags_header = "xkey"
    # A header of Varnish's has 8 kB by default.
    most_tags = 100

    def __init__(self, nodes: Sequence[str]) -> None:
        """``nodes``: each as HOST:PORT."""
        self.nodes = list(nodes)

    def drop(self, tags: Sequence[str]) -> None:
        _ = self._client  # made before many threads would each make one
        # All at a time: one that is away must not keep the others waiting.
        told = self._pool.map(self._fault, self.nodes, [tags] * len(self.nodes))
        if faults := [fault for fault in told if fault]:
            raise PurgeError("; ".join(faults))

    def _fault(self, node: str, tags: Sequence[str]) -> str:
        """Tells one node; the words of its fault, if any."""
        try:
            self._ask("PURGE", f"http://{node}/", headers={"xkey-purge": " ".join(tags)})
        except PurgeError as error:
            return str(error)
        return ""

    def close(self) -> None:
        super().close()
        if pool := vars(self).pop("_pool", None):
            pool.shutdown()

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(len(self.nodes), thread_name_prefix="varnish")
