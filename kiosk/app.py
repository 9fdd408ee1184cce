"""The WSGI application of a screen: which blueprints it serves.

Over the line limit: it lists the blueprints of all screens.
"""

from collections.abc import Callable

from flask import Blueprint, Flask

from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.ground.processes.shelf import Shelf
from kiosk.vocabulary.sync_files import Answers, Questions
from kiosk.web.desk import (
    calls,
    cards,
    contacts,
    counter,
    heard,
    pins,
    ratings,
    screens,
    wall,
)  # fmt: skip
from kiosk.web.desk import cases as desk_cases
from kiosk.web.desk import sign_in as desk_sign_in
from kiosk.web.desk.hall import pauses
from kiosk.web.desk.learning import daily, notebook, quiz
from kiosk.web.desk.learning import team as learning_team
from kiosk.web.desk.meetings import actions, agenda, morning
from kiosk.web.desk.network import connect, sticks
from kiosk.web.desk.network.sticks import Carrier
from kiosk.web.desk.own import cards as own_cards
from kiosk.web.desk.own import data as own_data
from kiosk.web.desk.own import grades, targets
from kiosk.web.desk.recognition import colleagues as giving
from kiosk.web.desk.recognition import consents, stories
from kiosk.web.desk.recognition.diary import pages as diary
from kiosk.web.desk.standards import own, reading, team
from kiosk.web.desk.tasks import ideas as desk_ideas
from kiosk.web.desk.tasks import support as desk_support
from kiosk.web.desk.tickets import served, systems
from kiosk.web.frame import frame, scope
from kiosk.web.lobby import cases as lobby_cases
from kiosk.web.lobby import fees, hall, help, mine, news, phone, tablet, typing
from kiosk.web.lobby.receipts import pages as lobby_receipts
from kiosk.web.lobby.standards import facilities
from kiosk.web.machines import by_file, content, intake, recovery, signing, sync_files
from kiosk.web.machines import programs as given_programs
from kiosk.web.machines import tickets as tickets_api
from kiosk.web.machines.consumers import api, metrics
from kiosk.web.machines.consumers import log as published_log
from kiosk.web.office import cards as office_cards
from kiosk.web.office import cases as office_cases
from kiosk.web.office import contacts as office_contacts
from kiosk.web.office import help as office_help
from kiosk.web.office import lists, overview, rated_share
from kiosk.web.office.figures import changes
from kiosk.web.office.figures import pages as figures
from kiosk.web.office.flags import pages as flags
from kiosk.web.office.halls import holders, meetings, programs, stars, station, stations
from kiosk.web.office.halls import ideas as office_ideas
from kiosk.web.office.halls import rulebooks as office_rulebooks
from kiosk.web.office.halls import standards as office_standards
from kiosk.web.office.halls import support as office_support
from kiosk.web.office.judging import compare
from kiosk.web.office.machines import consumers
from kiosk.web.office.people import invitations, looks, provider, second_factor, users
from kiosk.web.office.people import sign_in as office_sign_in
from kiosk.web.office.people import tables as user_tables
from kiosk.web.office.receipts import pages as office_receipts
from kiosk.web.office.reports import reports, subscriptions
from kiosk.web.office.transparency import pages as transparency
from kiosk.web.office.wall import pages as office_wall
from kiosk.web.staff import (
    alarms,
    case,
    document_forms,
    documents,
    drafts,
    erasure,
    feedback,
    log,
    pictures,
    printing,
    releases,
)
from kiosk.web.staff.alerts import deliveries, receivers
from kiosk.web.staff.alerts import listed as alerts
from kiosk.web.staff.learning import guides, questions
from kiosk.web.staff.prints import certificates, posters
from kiosk.web.staff.recognition import (
    colleagues,
    diaries,
    nominations,
    objections,
    registers,
    schemes,
)
from kiosk.web.staff.recognition.ballots import page as ballots
from kiosk.web.staff.recognition.ballots import trustees, voting
from kiosk.web.staff.tasks import call, idea
from kiosk.web.staff.upkeep import health

_STAFF = (
    drafts.blueprint,
    alarms.blueprint,
    alerts.blueprint,
    receivers.blueprint,
    deliveries.blueprint,
    case.blueprint,
    feedback.blueprint,
    colleagues.blueprint,
    diaries.blueprint,
    registers.blueprint,
    nominations.blueprint,
    idea.blueprint,
    call.blueprint,
    erasure.blueprint,
    documents.blueprint,
    document_forms.blueprint,
    questions.blueprint,
    guides.blueprint,
    pictures.blueprint,
    releases.blueprint,
    schemes.blueprint,
    certificates.blueprint,
    posters.blueprint,
    objections.blueprint,
    ballots.blueprint,
    trustees.blueprint,
    printing.blueprint,
    log.blueprint,
    health.blueprint,
)
SCREENS: dict[str, tuple[Blueprint, ...]] = {
    "lobby": (
        hall.blueprint,
        phone.blueprint,
        lobby_cases.blueprint,
        lobby_receipts.blueprint,
        help.blueprint,
        fees.blueprint,
        facilities.blueprint,
        news.blueprint,
        mine.blueprint,
        tablet.blueprint,
        typing.blueprint,
        typing.composing,
    ),
    "desk": (
        desk_sign_in.blueprint,
        cards.blueprint,
        calls.blueprint,
        pauses.blueprint,
        wall.blueprint,
        screens.blueprint,
        connect.blueprint,
        sticks.blueprint,
        served.blueprint,
        systems.blueprint,
        tickets_api.blueprint,
        desk_cases.blueprint,
        heard.blueprint,
        giving.blueprint,
        own_data.blueprint,
        own_cards.blueprint,
        grades.blueprint,
        targets.blueprint,
        voting.blueprint,
        diary.blueprint,
        consents.blueprint,
        stories.blueprint,
        ratings.blueprint,
        morning.blueprint,
        agenda.blueprint,
        actions.blueprint,
        own.blueprint,
        reading.blueprint,
        team.blueprint,
        desk_ideas.blueprint,
        desk_support.numbers,
        desk_support.blueprint,
        daily.blueprint,
        learning_team.blueprint,
        quiz.blueprint,
        notebook.blueprint,
        counter.blueprint,
        contacts.blueprint,
        pins.blueprint,
        typing.blueprint,
        *_STAFF,
    ),
    "office": (
        office_sign_in.blueprint,
        provider.blueprint,
        overview.blueprint,
        figures.blueprint,
        changes.blueprint,
        office_wall.blueprint,
        lists.blueprint,
        office_cards.blueprint,
        rated_share.blueprint,
        reports.blueprint,
        subscriptions.blueprint,
        compare.blueprint,
        flags.blueprint,
        meetings.blueprint,
        stars.blueprint,
        office_standards.blueprint,
        office_rulebooks.blueprint,
        office_ideas.blueprint,
        office_support.blueprint,
        stations.blueprint,
        station.blueprint,
        sync_files.blueprint,
        holders.blueprint,
        programs.blueprint,
        office_cases.blueprint,
        office_contacts.blueprint,
        office_help.blueprint,
        users.blueprint,
        user_tables.blueprint,
        second_factor.blueprint,
        invitations.blueprint,
        office_receipts.blueprint,
        looks.blueprint,
        consumers.blueprint,
        transparency.blueprint,
        published_log.blueprint,
        api.blueprint,
        *_STAFF,
        metrics.blueprint,
        signing.blueprint,
    ),
}
"""The only place that says which blueprints a screen serves. The lobby has no desk route at all."""


MACHINES = (intake, recovery, content, given_programs)
"""Modules whose routes are in the blueprint of `signing`."""


def create_app(
    config: Config, screen: str, db: Database, keys: Keys, shelf: Shelf | None = None,
    carrier: Carrier | None = None,
) -> Flask:  # fmt: skip
    """The application of one screen: lobby, desk or office. What it shows once is kept on its own
    shelf, or on one that it shares with other processes. A desk's `carrier` makes and takes the
    files by which a hall without a line reports."""
    app = frame.build(config, screen, db, keys, shelf or Shelf())
    app.extensions["carrier"] = carrier
    scope.install(app, screen)
    for blueprint in SCREENS[screen]:
        app.register_blueprint(blueprint)
    return app


def answer_file(config: Config, db: Database, keys: Keys, asked: Questions,
                seen: Callable[[int, int], None]) -> Answers:  # fmt: skip
    """What head office answers to the file of a station without a line (`by_file.answer`)."""
    app = create_app(config, "office", db, keys)
    return by_file.answer(app, db, keys.public, asked, seen=seen)
