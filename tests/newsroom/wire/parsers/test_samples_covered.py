"""No real file of the agencies is without facts that a person wrote down."""

import pytest

from tests.newsroom.wire.parsers import (
    test_anpa,
    test_ap_media,
    test_iptc7901,
    test_newsml_g2_samples,
    test_newsml_samples,
    test_ninjs,
    test_nitf_samples,
    test_plain_samples,
)
from tests.paths import sample

# Files whose facts stand in tests of their own, not in a table.
_BY_HAND = {
    "email_rfc822/odd_charset_email.txt", "email_rfc822/simple_email.txt",
    "image_iptc/AFP_751HA.jpg", "image_iptc/IPTC-PhotometadataRef-Std2017.1.jpg",
    "rss_wxr_ritzau_wenn/wenn.xml",
}  # fmt: skip


@pytest.mark.needs_samples
def test_every_sample_has_its_facts():
    folder = sample("wire/samples")
    tables = (
        test_newsml_g2_samples, test_newsml_samples, test_ninjs, test_nitf_samples,
        test_plain_samples,
    )  # fmt: skip
    known = {name for table in tables for name in table.FACTS} | _BY_HAND
    known |= {f"anpa1312/{name}" for name in test_anpa.FACTS}
    known |= {f"iptc7901/{name}" for name in test_iptc7901.FACTS}
    known |= {f"ap_media_json/{name}" for name in test_ap_media.FACTS}

    assert {f"{path.parent.name}/{path.name}" for path in folder.glob("*/*")} == known
