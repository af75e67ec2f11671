"""What any WSGI server runs: Django, the page cache around it, room for readers, and a count."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from newsroom.databases import of_a_web_process
from newsroom.delivery.bodies import RoomForReaders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

# Before anything connects: who serves has limits that commands and workers have not.
settings.DATABASES = of_a_web_process(settings.DATABASES["default"], settings.DATABASE_REPLICAS)
# ``serve`` names the file that is there when it is about to stop.
settings.STOPPING_FILE = os.environ.get("NEWSROOM_STOPPING_FILE", "")

_django = get_wsgi_application()

# It reads settings and models, which are there only now.
from newsroom.delivery.answers import CountedAnswers  # noqa: E402
from newsroom.delivery.page_cache.gate import cached  # noqa: E402
from newsroom.delivery.whole_seconds import WholeSeconds  # noqa: E402

application = CountedAnswers(RoomForReaders(WholeSeconds(cached(_django))))

# What was loaded stays: the collector need not go over it again, nor come as often as it does for
# programs that keep little. Fronts and feeds cost up to a quarter less by it.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
