"""The WSGI application of a screen: which blueprints it serves."""

from flask import Blueprint, Flask

from kiosk.ground.config import Config
from kiosk.ground.db import Database
from kiosk.ground.keys import Keys
from kiosk.web.desk import cards as desk_cards
from kiosk.web.desk import cases as desk_cases
from kiosk.web.frame import frame
from kiosk.web.lobby import cases as lobby_cases
from kiosk.web.lobby import fees, hall, mine
from kiosk.web.machines import intake
from kiosk.web.office import cases as office_cases
from kiosk.web.office import overview
from kiosk.web.staff import case, documents, pictures, printing, releases

SCREENS: dict[str, tuple[Blueprint, ...]] = {
    "lobby": (hall.blueprint, lobby_cases.blueprint, fees.blueprint, mine.blueprint),
    "desk": (
        desk_cards.blueprint,
        desk_cases.blueprint,
        case.blueprint,
        documents.blueprint,
        pictures.blueprint,
        releases.blueprint,
        printing.blueprint,
    ),
    "office": (
        overview.blueprint,
        documents.blueprint,
        pictures.blueprint,
        releases.blueprint,
        printing.blueprint,
        office_cases.blueprint,
        case.blueprint,
        intake.blueprint,
    ),
}
"""The only place that says which blueprints a screen serves. The lobby has no
desk route at all."""


def create_app(config: Config, screen: str, db: Database, keys: Keys) -> Flask:
    """The application of one screen: lobby, desk or office."""
    app = frame.build(config, screen, db, keys)
    for blueprint in SCREENS[screen]:
        app.register_blueprint(blueprint)
    return app
