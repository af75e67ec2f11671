"""Framed wire copy for tests: slug line, what stands above the text, three paragraphs."""

PARAGRAPHS = (
    "The ferry between the two islands stopped at noon, when the wind turned.",
    "“We have waited longer than this,” said the harbour master, Zoë Brontë.",
    "The company said that boats would leave again with the morning tide.",
)


def framed(
    slug: str, *above: str, headline: str = "Ferry stops in high wind", body: str = ""
) -> bytes:
    """One story as an agency frames it; ``body`` stands in place of the three paragraphs."""
    first, *rest = (body or "\n\n".join(PARAGRAPHS)).split("\n\n")
    text = [f"KARACHI, Aug 11 (AFP) - {first}", *rest]
    return "\n\n".join(["ZCZC\n" + slug, *above, headline, *text, "NNNN\n"]).encode()


def notice(slug: str, *lines: str) -> bytes:
    """Framed words that are no story."""
    return "\n\n".join(["ZCZC\n" + slug, *lines, "NNNN\n"]).encode()
