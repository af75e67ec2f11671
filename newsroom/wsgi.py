"""What any WSGI server runs; the page cache will stand here, outside Django's request stack."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.delivery.bodies import RoomForReaders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = RoomForReaders(get_wsgi_application())
