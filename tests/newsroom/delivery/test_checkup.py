"""What the doctor says of the cache in front."""

from datetime import timedelta

import pytest

from newsroom.checkup import Mark, ok
from newsroom.delivery.checkup import cache_in_front_is_told
from newsroom.delivery.models import Purge
from newsroom.environment import PurgeAddress
from newsroom.publishing.clock import database_now

pytestmark = pytest.mark.django_db


def test_a_cache_in_front_that_is_not_told_is_a_fault(settings):
    assert list(cache_in_front_is_told()) == [ok("No cache in front needs to be told of changes.")]
    settings.NEWSROOM_PURGE = PurgeAddress("varnish", "127.0.0.1:1")
    assert list(cache_in_front_is_told()) == [ok("Varnish is told of what changes.")]
    Purge.objects.create(tags=["page/1"], since=database_now() - timedelta(seconds=90))
    (told,) = cache_in_front_is_told()
    assert told.mark is Mark.FAULT
    assert told.sentence.startswith("Varnish has not been told of a change for 9")
    assert "NEWSROOM_PURGE" in told.advice
