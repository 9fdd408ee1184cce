"""The description of head office's interface, compared with what is served."""

import msgspec

from kiosk.records.exchange.feed import figures
from kiosk.rules.office.evaluations import COLUMNS
from kiosk.web.machines import office_openapi
from tests.cast import Machine
from tests.docs import DOCS

SAID = msgspec.json.decode(office_openapi.DOCUMENT)


def test_every_route_is_described_and_no_other(office: Machine):
    served = {
        rule.rule.replace("<name>", name).replace("<suffix>", suffix)
        for rule in office.app("office").url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.description"
        for name in figures.FIGURES
        for suffix in ("json", "csv")
    }
    assert served == set(SAID["paths"])


def test_every_field_is_described():
    schemas = SAID["components"]["schemas"]
    assert tuple(schemas["Evaluation"]["properties"]) == COLUMNS
    assert tuple(schemas["Sums"]["properties"]) == figures.Sums._fields


def test_it_is_served_to_anyone_and_lies_in_the_docs(office: Machine):
    answer = office.app("office").test_client().get("/api/v1/openapi.json")
    assert answer.mimetype == "application/json" and answer.data == office_openapi.DOCUMENT
    assert (DOCS / "office-openapi.json").read_bytes() == office_openapi.DOCUMENT + b"\n"
