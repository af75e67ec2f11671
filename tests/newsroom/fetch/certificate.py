"""A certificate for feeds.example, by an authority that nobody but these tests believes."""

import ssl
from pathlib import Path

NAME = "feeds.example"
AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBdzCCAR6gAwIBAgIUFlVtKmhjG+pIFAXYrA7rhRlSZywwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOTmV3c3Jvb20gdGVzdHMwIBcNMjYxMTI0MTk1NjU4WhgPMjEy
NjEwMzExOTU2NThaMBkxFzAVBgNVBAMMDk5ld3Nyb29tIHRlc3RzMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEmuH0Jo6HN3r8p/R4Teki++TOuAsoUuHlnRTgAyXU
f0JztrUtvAQ7J/GgH43uNNX6+ODX38yTD4hcu7UzyeurKaNCMEAwDwYDVR0TAQH/
BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFEh/QbkfBI7wcVoEh3pp
wCxU8dIfMAoGCCqGSM49BAMCA0cAMEQCIDbcizBqgMZWM84iuHDYCPWk+tseqXI1
a8rGFuc2CpWoAiAh+ftrbpW/qRWCL8oNS+cXm9+NhDrDCtp3COCoqIFHgQ==
-----END CERTIFICATE-----
"""
CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBxjCCAWygAwIBAgIUNVhImPFvKs4r/5lgz4vXDy3K9WUwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOTmV3c3Jvb20gdGVzdHMwIBcNMjYxMTI0MTk1NjU4WhgPMjEy
NjEwMzExOTU2NThaMBgxFjAUBgNVBAMMDWZlZWRzLmV4YW1wbGUwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAAT9tNcQpXqfUfezM5THOz4dzOZgkhGN9Zzj9Lw52YJ0
VH+8Kc6Fe8jvKXXNkAXXcLtaJa8g0CjPMAUkOfdD2/vto4GQMIGNMAwGA1UdEwEB
/wQCMAAwDgYDVR0PAQH/BAQDAgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1Ud
DgQWBBQLAWpX39ZqV9/3v9hrgGsj2AnpXTAfBgNVHSMEGDAWgBRIf0G5HwSO8HFa
BId6acAsVPHSHzAYBgNVHREEETAPgg1mZWVkcy5leGFtcGxlMAoGCCqGSM49BAMC
A0gAMEUCIQDAbNBAbXwzHpZ99uuWPoS83Im4pkPy9liC2tLsRz3MFQIgOxu7eUQW
FG5hY6vVxEs8MzwH5259TwY9bBzhngfsgHA=
-----END CERTIFICATE-----
"""
# It guards nothing: the name cannot be registered.
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7/q8jAc6Xjc+vva4
Q5lOMH/ySWvAGpMQPHymWNoDmOuhRANCAAT9tNcQpXqfUfezM5THOz4dzOZgkhGN
9Zzj9Lw52YJ0VH+8Kc6Fe8jvKXXNkAXXcLtaJa8g0CjPMAUkOfdD2/vt
-----END PRIVATE KEY-----
"""


def of_the_server(folder: Path) -> ssl.SSLContext:
    """What the server shows; ``folder`` takes the files that the library wants to read."""
    (folder / "certificate").write_text(CERTIFICATE)
    (folder / "key").write_text(KEY)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


def of_the_newsroom() -> ssl.SSLContext:
    """What the newsroom would have if it believed the authority."""
    return ssl.create_default_context(cadata=AUTHORITY)
