"""厅声 Tingsheng, the voice of the service hall."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from kiosk.config import Config
    from kiosk.db import Database
    from kiosk.keys import Keys

VERSION = "0.1.0"
SCREENS = {
    "lobby": ("kiosk.web.lobby", "kiosk.web.filing", "kiosk.web.reading", "kiosk.web.glance"),
    "desk": (
        "kiosk.web.desk",
        "kiosk.web.queue",
        "kiosk.web.casework",
        "kiosk.web.publishing",
        "kiosk.web.pictured",
        "kiosk.web.releasing",
        "kiosk.web.printed",
    ),
    "office": (
        "kiosk.web.office",
        "kiosk.web.publishing",
        "kiosk.web.pictured",
        "kiosk.web.releasing",
        "kiosk.web.printed",
        "kiosk.web.late",
        "kiosk.web.casework",
        "kiosk.web.intake",
    ),
}
"""Which blueprints a screen serves: the only place that knows. The lobby has
no desk route at all."""


def create_app(config: "Config", screen: str, db: "Database", keys: "Keys") -> "Flask":
    """The WSGI application of one screen: lobby, desk or office."""
    from kiosk.web import frame  # here, so that `import kiosk.rules` stays free of Flask

    app = frame.build(config, screen, db, keys)
    for name in SCREENS[screen]:
        app.register_blueprint(importlib.import_module(name).blueprint)
    return app
