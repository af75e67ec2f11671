"""The verbs: each one function, one transaction, row-locked, checked and audited.

Every verb takes the story and ``by``, the user who does it (``None`` is the machine); it reads
the stored row anew, so save the story and its related rows first. A refusal is a
``WorkflowError`` whose text is for the editor. Instants are aware datetimes.
"""

from newsroom.publishing.workflow.act import WorkflowError
from newsroom.publishing.workflow.desk import (
    approve,
    hold,
    release,
    send_back,
    spike,
    submit,
    unspike,
)
from newsroom.publishing.workflow.picture import kill_picture, restore_picture
from newsroom.publishing.workflow.publish import publish, reclassify, relaunch
from newsroom.publishing.workflow.run import Job, press_many
from newsroom.publishing.workflow.schedule import (
    is_due_with_pictures,
    press_due,
    schedule,
    unschedule,
)
from newsroom.publishing.workflow.take_down import kill, restore, withdraw

__all__ = [
    "Job",
    "WorkflowError",
    "approve",
    "hold",
    "is_due_with_pictures",
    "kill",
    "kill_picture",
    "press_due",
    "press_many",
    "publish",
    "reclassify",
    "relaunch",
    "release",
    "restore",
    "restore_picture",
    "schedule",
    "send_back",
    "spike",
    "submit",
    "unschedule",
    "unspike",
    "withdraw",
]
