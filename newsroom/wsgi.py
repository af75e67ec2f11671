"""What any WSGI server runs: Django, the page cache around it, room for readers, and a count."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.delivery.bodies import RoomForReaders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

_django = get_wsgi_application()

# It reads settings and models, which are there only now.
from newsroom.delivery.answers import CountedAnswers  # noqa: E402
from newsroom.delivery.page_cache.gate import cached  # noqa: E402
from newsroom.delivery.whole_seconds import WholeSeconds  # noqa: E402

application = CountedAnswers(RoomForReaders(WholeSeconds(cached(_django))))
