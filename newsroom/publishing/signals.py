"""What the press tells the rest of the building.

``pressing`` is sent inside the verb's transaction: its receivers write what readers' truth needs
(cache generations, search rows, purges), and if one fails, so does the verb. ``pressed`` is sent
after commit and only wakes workers; a receiver that fails is logged and harms nobody.
Both carry ``page`` (Page), ``verb`` (str) and ``edition`` (Edition or None).
"""

from django.dispatch import Signal

pressing = Signal()
pressed = Signal()
