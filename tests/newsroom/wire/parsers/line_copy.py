"""Copy of our own making in the control-code formats of the lines: ANPA 1312 and IPTC 7901."""

PARAGRAPHS = (
    "The harbour master opened the flood wall at dawn, and ``the tide did the rest,'' he said.",
    "A union leader asked for a night ferry _ all winter _ whatever it costs.",
    "Three boats had left by noon.",
)
HEADLINE = "Flood wall opens at dawn"


def anpa(
    *,
    sequence: str = "2870",
    priority: str = "r",
    category: str = "i",
    slug: str = "BC-ML--Harbour-Wall",
    headline: str = HEADLINE,
    notes: tuple[str, ...] = (),
    byline: str = "By NASREEN QADRI",
    place: str = "KARACHI, Pakistan (AP) _ ",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    table: tuple[str, ...] = (),
    trailer: str = "AP-WF-11-13-13 1509GMT",
    tabular: bool = False,
) -> bytes:
    """One item of ANPA 1312 as a line carries it."""
    code = "\x12" if tabular else "\x11"
    marked = [f"{slug},466", headline, *notes]
    head = "".join(f"^{line}<\r\n" for line in marked if line)
    head += f"^{byline}=\r\n^Associated Press=\r\n" if byline else ""
    rows = "".join(f"\x08{row}\r\n" for row in table)
    text = "".join(
        f"\t   {place if number == 0 else ''}{paragraph}\r\n"
        for number, paragraph in enumerate(paragraphs)
    )
    return (
        f"\x16\x16\x01w{sequence}\x1fasian\r\n"
        f"{priority} {category}\x13{code} {slug}   11-13 1049\r\n"
        f"\x02{head}{rows}{text}\t   \x03{trailer}<\r\n\x0c\r\n\x04"
    ).encode("cp1252")


def iptc7901(
    *,
    header: str = "eca062 4 i 211 ccccb   dpa 061",
    slug: str = "Harbour/weather/",
    flags: tuple[str, ...] = (),
    headline: str = HEADLINE,
    byline: str = "",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    after: tuple[str, ...] = (),
    date: str = "131137 GMT Nov 13",
    codes: bool = True,
    encoding: str = "latin-1",
) -> bytes:
    """One item of IPTC 7901; without ``codes`` as files keep it after the codes were lost."""
    start, stx, etx, end = ("\x01", "\x02", "\x03", "\x7f\x04") if codes else ("", "", "", "")
    top = "".join(f"{line}\r\n" for line in flags)
    under = f"\r\n{byline}" if byline else ""
    text = "\r\n\r\n".join(
        f"   {'Berlin (dpa) - ' if n == 0 else ''}{p}" for n, p in enumerate(paragraphs)
    )
    tail = "".join(f"\r\n\r\n{line}" for line in after)
    return (
        f"{start}{header}\r\n\r\n{slug}\r\n{stx}{top}{headline}{under} =\r\n\r\n"
        f"{text}{tail}\r\n\r\n"
        f"{etx}{date} \r\n{end}"
    ).encode(encoding)
