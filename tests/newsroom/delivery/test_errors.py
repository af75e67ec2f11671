"""What is answered when there is nothing to show."""

import base64
import hashlib
import re

import pytest
from django.db import OperationalError
from django.test import Client

from newsroom.delivery import errors
from newsroom.publishing import reading


def test_with_the_database_away_readers_are_asked_to_come_back(db: None, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("connection refused at 10.0.0.7")

    monkeypatch.setattr(reading.Compiled, "rows", away)

    response = Client(raise_request_exception=False).get("/world/2012/aug/11/border/")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert b"10.0.0.7" not in response.content


@pytest.mark.parametrize("status", [400, 500])
def test_pages_that_stand_alone_may_use_the_style_that_they_carry(rf, status: int):
    page = {400: errors.bad_request, 500: errors.server_error}[status](rf.get("/"))

    (style,) = re.findall("<style>(.*?)</style>", page.content.decode(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert page._csp_config["style-src"] == [f"'sha256-{digest}'"]
    assert page.status_code == status


@pytest.mark.parametrize("path", ["/x%00y/", "/world/2012/aug/11/%00/", "/x%0Ay", "/%ff/", "//x//"])
def test_odd_addresses_are_not_found(db: None, path: str):
    assert Client().get(path).status_code == 404
