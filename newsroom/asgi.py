"""What any ASGI server runs: Django alone, each page made anew for each reader.

The page cache and the room kept for readers are of newsroom.wsgi, which is what to serve with.
"""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from newsroom.databases import of_a_web_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

# As in newsroom.wsgi: who serves does not wait for ever.
settings.DATABASES = of_a_web_process(settings.DATABASES["default"], settings.DATABASE_REPLICAS)

application = get_asgi_application()
