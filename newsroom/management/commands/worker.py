"""``manage.py worker``: presses what is due, runs background tasks, and says that it is alive."""

import logging
import os
import signal
import socket
import threading
import time
from functools import partial
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from newsroom.delivery import pulse
from newsroom.delivery.purging.alarm import raise_alarms
from newsroom.delivery.purging.choice import front
from newsroom.delivery.purging.sender import Sender
from newsroom.delivery.tallies import tallies
from newsroom.delivery.work_counts import Account
from newsroom.management.chores import Chore, SlowChore, finish, keep_own_line
from newsroom.media.public import put_back_missing, take_off_leftovers
from newsroom.media.tasks import prepare_waiting
from newsroom.publishing.workflow import is_due_with_pictures, press_due
from newsroom.search.rebuilding import Missing
from newsroom.wire import connections, secrets, taker
from newsroom.wire.inbox import finish_unfinished, sweep_half_written
from newsroom.wire.pictures import fetch_waiting
from newsroom.wire.transports.folder import sweep_done

log = logging.getLogger("newsroom.worker")

TICK_SECONDS = 0.5
# So long all that is under way is waited for at the end; less than what ``serve`` grants.
FINISH_SECONDS = 20.0


class Command(BaseCommand):
    help = "Presses due editions, runs background tasks and finishes what was interrupted."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        name = f"{socket.gethostname()}/{os.getpid()}"
        tallies.start()
        keep_own_line()
        tasks = self.start_tasks(name)
        rounds, account = connections.Rounds(), Account()
        purged = front()
        sender = Sender(purged) if purged else None
        chores = chores_of(name, rounds, account, is_purging=sender is not None)
        if sender:
            sender.start()
        log.info("Worker %s is at work", name)
        while not self.stopping.wait(TICK_SECONDS / 2):
            for chore in chores:
                if not self.stopping.is_set():
                    chore.run_if_due(time.monotonic())
        ends = time.monotonic() + FINISH_SECONDS
        tasks.running = False
        if sender:
            sender.stop()
        rounds.finish(max(0.0, ends - time.monotonic()))
        # What is cut off then has its lease, and another worker makes up for it.
        self.tasks_thread.join(max(0.0, ends - time.monotonic()))
        cut_off = finish(chores, ends - time.monotonic())
        # As chores, so that a database that is away keeps nothing from ending.
        for last in (account.add_new, lambda: pulse.stop(name)):
            Chore("Signing off", 0, last).run_if_due(time.monotonic())
        log.info("Worker %s stopped%s", name, f"; cut off: {', '.join(cut_off)}" * bool(cut_off))
        if cut_off or self.tasks_thread.is_alive():
            end_at_once()

    def stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def start_tasks(self, name: str) -> TaskWorker:
        """Background tasks run beside the clock, so that a slow picture delays no edition."""
        tasks = TaskWorker(
            queue_names=["*"],
            interval=1,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.getpid()}-{os.urandom(4).hex()}",
            excluded_queue_names=[],
        )
        self.tasks_thread = threading.Thread(target=keep_running, args=(tasks,), daemon=True)
        self.tasks_thread.start()
        return tasks


def chores_of(
    name: str, rounds: connections.Rounds, account: Account, *, is_purging: bool
) -> list[Chore]:
    """Everything that the worker ``name`` does again and again."""
    return [
        Chore("Heartbeat", 5, lambda: pulse.beat(name)),
        Chore("Due editions", TICK_SECONDS, partial(press_due, has_pictures=False)),
        SlowChore(
            "Due editions with pictures",
            TICK_SECONDS,
            press_due_with_pictures,
            is_wanted=is_due_with_pictures,
        ),
        SlowChore("Unfinished deliveries", 30, finish_unfinished),
        Chore("Waiting pictures", 30, prepare_waiting),
        SlowChore("Pictures of pages that are gone", 30, take_off_leftovers),
        SlowChore("Pictures with rights again", 30, put_back_missing),
        SlowChore("Pictures of the wire", 5, fetch_waiting),
        SlowChore("Versions that waited for pictures", 5, taker.registered().catch_up),
        Chore("Pages that search does not know", 1, Missing().put_some),
        Chore("Due feeds", 1, rounds.start_due),
        Chore("Feeds gone quiet", 60, connections.raise_quiet_alarms),
        Chore("Passwords under an older key", 24 * 3600, secrets.renew_all),
        SlowChore("Half-written files", 3600, sweep_half_written),
        SlowChore("Files of hot folders that were filed long ago", 3600, sweep_done),
        *([Chore("Purges that were not accepted", 5, raise_alarms)] if is_purging else []),
        Chore("Old heartbeats", 600, pulse.forget_old),
        Chore("Counts of work", 5, account.add_new),
    ]


def press_due_with_pictures() -> None:
    """By a line of its own: what is due does not wait for those who hold the pool's."""
    keep_own_line()
    press_due(has_pictures=True)


def end_at_once() -> None:
    """Ends the process with what hangs in it; Python itself would wait for threads of pools."""
    tallies.write()
    logging.shutdown()
    os._exit(0)


def keep_running(tasks: TaskWorker) -> None:
    """Runs the task worker; a database that went away is waited for."""
    while tasks.running:
        try:
            tasks.run()
        except Exception:
            log.exception("The task worker stopped; starting it again")
            time.sleep(2)
