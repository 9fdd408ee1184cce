"""A running machine: its listeners, its threads for sync, alerts and housekeeping, a clean stop.

Over the line limit: it says in one place what a machine does beside its pages.
"""

import contextlib
import ctypes
import faulthandler
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from kiosk.app import create_app
from kiosk.commands import listening, watchdog
from kiosk.commands.archives.nightly import archive
from kiosk.commands.carrying.files import Carrier
from kiosk.commands.machine import fail
from kiosk.commands.postgresql.processes import Worker
from kiosk.commands.reports import mailed
from kiosk.commands.syncing import keep_in_sync
from kiosk.commands.tickets import folder, table
from kiosk.commands.transparency.keeping import keep_log
from kiosk.commands.upkeep import doctor, healing, under_way
from kiosk.files import drawings
from kiosk.ground import clock as machine_clock
from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.network.addresses import Listener
from kiosk.records.cases import contact_use, redating
from kiosk.records.exchange import days
from kiosk.records.ledger import identity, times
from kiosk.records.ledger.writing import at_station
from kiosk.records.oversight import nightly
from kiosk.records.people import drafts
from kiosk.records.recognition.diary import counts as diary_counts
from kiosk.records.reports import changes, regions
from kiosk.records.upkeep import checks, upgraded
from kiosk.sync.alerts.looking import Rounds

log = logging.getLogger("tingsheng")
HOUSE_S = 600.0
FLAGGING_S = 60.0
"""So much of each ten minutes goes to judging halls, on one core and after all else: 54,000 halls
take a night."""
SOON_S = 20.0
"""From a start until the machine checks itself; before, no page may be served yet."""
LOOK_S = 2.0
"""Between two looks at new facts."""
_M_ARENA_MAX = -8
"""glibc's malloc.h"""


def serve(config: Config, db: Database, keys: Keys, worker: Worker | None = None) -> bool:
    """Serves until SIGTERM or SIGINT; requests under way are finished first. Returns whether the
    database proved damaged instead, and the process must begin again. A `worker` is one of several
    processes."""
    faulthandler.enable(sys.__stderr__ or sys.stderr)  # systemd's watchdog aborts the process
    _share_memory()
    screens = ("lobby", "desk") if config.role == "station" else ("office",)
    stop = threading.Event()
    servers = [_listen(config, screen, db, keys, worker) for screen in screens]
    settle()
    threads = [threading.Thread(target=server.run, daemon=True) for server in servers]
    if worker is None:
        threads += _beside(config, db, keys, stop)
    else:
        threads += _beside_worker(config, db, keys, stop, worker, servers[0])

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask_to_stop)
    watchdog.wait_for_food()  # the first request may be one that never ends
    for thread in threads:
        thread.start()
    damaged = healing.wait_for_damage(config, db, keys, stop)
    if damaged:
        return True  # requests under way can't be answered any more
    if worker is None:
        watchdog.notify("STOPPING=1")
    for server in servers:
        listening.drain(server)
    for thread in threads:
        thread.join(timeout=1)
    return False


def _share_memory() -> None:
    """What one thread has freed, another one uses. By itself the C library gives each thread a heap
    of its own, and a process of 16 threads grows for days until each has had its largest task
    (`python -m tests.faults.week`)."""
    with contextlib.suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """Lets Python's collector pass over what a program that is ready to serve consists of, since
    that stays: of each full collection, in the middle of one large page in ten, it is 70 ms."""
    gc.collect()
    gc.freeze()


def _beside(
    config: Config, db: Database, keys: Keys, stop: threading.Event
) -> list[threading.Thread]:
    """The threads beside the listeners: watchdog, house, alerts, rounds of sync, the log."""
    threads = [threading.Thread(target=watchdog.watch, args=(config, db, stop), daemon=True)]
    works = [keep_house, keep_alerting, *([keep_log] if config.role == "office" else [])]
    if db.read_only:
        log.error("%s can't be written: pages are shown, nothing is saved", config.database)
        return threads
    if config.role == "station":
        _draw_cards(config)
        works.append(keep_in_sync)
        if config.tickets_folder:
            works.append(folder.keep_reading)
        if config.tickets_table is not None:
            works.append(table.keep_reading)
    everything = (config, db, keys, stop)
    return threads + [threading.Thread(target=one, args=everything, daemon=True) for one in works]


def _beside_worker(
    config: Config,
    db: Database,
    keys: Keys,
    stop: threading.Event,
    worker: Worker,
    server: listening.Server,
) -> list[threading.Thread]:
    """The threads beside the listener of one of several processes; the first keeps the house,
    the alerts and the log for all of them."""
    everything = (config, db, keys, stop)
    watched = (server.task_dispatcher, stop)
    threads = [threading.Thread(target=watchdog.watch_threads, args=watched, daemon=True)]
    works = [keep_house, keep_alerting, keep_log] if worker.is_first else []
    return threads + [threading.Thread(target=one, args=everything, daemon=True) for one in works]


def _draw_cards(config: Config) -> None:
    """Draws the pictures of the cards. A hall without a Chinese font thanks in words alone, and
    the log says why."""
    try:
        drawings.draw_cards(config.pictures)
    except drawings.FontMissing as missing:
        log.error("no pictures of cards: %s", missing)


def _listen(
    config: Config, screen: str, db: Database, keys: Keys, worker: Worker | None
) -> listening.Server:
    listener: Listener = getattr(config, screen)
    shelf, carrier = worker.shelf if worker else None, Carrier(config, db, keys)
    app = create_app(config, screen, db, keys, shelf, carrier)
    try:
        return listening.listen(app, screen, listener, worker.socket if worker else None)
    except (OSError, ValueError) as error:
        fail(f"{screen} can't be served at {listener.bind} port {listener.port}: {error}")


def keep_house(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Now and every ten minutes: sees to room on the disk, takes in what a damaged database still
    holds, keeps the spare, sees to the time and what waits for it, erases expired contact details
    and drafts, reports the numbers of diaries of a month that is over, judges which halls changed,
    flags what does not look as usual, archives what is old, keeps the WAL small, checks the
    machine; once a night checks everything stored."""
    db.connect()
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)  # of this thread alone
    _attempt(healing.look_closer, config, db, keys)
    of_file = () if config.postgresql else (healing.take_in, healing.keep_spare)
    works = (
        healing.see_to_room, *of_file,
        _see_to_time, _erase, _report, _flag, archive, _note_upgrade, _check, _checkpoint,
    )  # fmt: skip
    pause = min(SOON_S, HOUSE_S)
    while True:
        for work in works:
            _attempt(work, config, db, keys)
        if stop.wait(pause):
            return
        pause = HOUSE_S
        _attempt(doctor.keep_checking, config, db, keys)


def _attempt(
    work: Callable[[Config, Database, Keys], None], config: Config, db: Database, keys: Keys
) -> None:
    try:
        work(config, db, keys)
    except Exception as error:
        log.exception("housekeeping")
        db.suspect(error)


def _see_to_time(config: Config, db: Database, _keys: Keys) -> None:
    """At the office, reads the clock and judges again what waited for it; at a station, computes
    unsure due days again."""
    now = machine_clock.read()
    if config.role == "office":
        times.note_time(db, now)
        days.judge_again(db, now)
    elif identity.settled(db):
        redating.redate(db, at_station(db, "machine", now))


def _erase(config: Config, db: Database, _keys: Keys) -> None:
    at_office = config.role == "office"
    erased = contact_use.erase_due(db, machine_clock.read(), at_office=at_office)
    if erased:
        log.info("%d contact details erased", erased)
    drafts.purge(db, times.believed(db, machine_clock.read()).utc)


def _report(config: Config, db: Database, _keys: Keys) -> None:
    """At a station, reports the diaries of the months that are over."""
    if config.role == "station" and identity.settled(db):
        diary_counts.report(db, at_station(db, "machine", machine_clock.read()))


def _flag(config: Config, db: Database, _keys: Keys) -> None:
    """At the office, sums branches up with their regions, judges which halls changed in a week that
    is over, and the days that are over, some branches at a time."""
    if config.role == "office":
        today = times.today(db, machine_clock.read())
        regions.place(db, today)
        changes.judge(db, today)
        end = time.monotonic() + FLAGGING_S
        raised = nightly.run(db, machine_clock.read(), lambda: time.monotonic() < end)
        if raised:
            log.info("%d flags raised", raised)


def _note_upgrade(config: Config, db: Database, _keys: Keys) -> None:
    ended = under_way.outcome(config)
    if ended is not None:
        upgraded.note_outcome(db, ended, machine_clock.read())


def _check(config: Config, db: Database, keys: Keys) -> None:
    at_office = config.role == "office"
    found = checks.check_nightly(db, keys, machine_clock.read(), at_office=at_office)
    if found is not None:
        log.error("nightly check: %s", found)


def _checkpoint(_config: Config, db: Database, _keys: Keys) -> None:
    db.checkpoint()


def keep_alerting(config: Config, db: Database, keys: Keys, stop: threading.Event) -> None:
    """Every two seconds, notices what a person should hear of and sends messages about it."""
    db.connect()
    rounds = Rounds(config, keys, machine_clock.read(), mailed.write)
    while not stop.wait(LOOK_S):
        try:
            rounds.look(db, machine_clock.read())
        except Exception as error:
            log.exception("alerts")
            db.suspect(error)
