"""What any ASGI server runs; WSGI is the faster way, see newsroom.wsgi."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from newsroom.databases import of_a_web_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

# As in newsroom.wsgi: who serves does not wait for ever.
settings.DATABASES = of_a_web_process(settings.DATABASES["default"], settings.DATABASE_REPLICAS)

application = get_asgi_application()
