"""The description of the interface, compared with what is served."""

import msgspec

from kiosk.rules.hall import tickets as rule
from kiosk.web.machines import openapi, tickets
from tests.cast import Machine
from tests.docs import DOCS

SAID = msgspec.json.decode(openapi.DOCUMENT)


def test_every_route_is_described_and_no_other(hall: Machine):
    served = {
        (one.rule, method.lower())
        for one in hall.app("desk").url_map.iter_rules()
        for method in one.methods or ()
        if one.endpoint.startswith("tickets_api.") and method in ("POST", "PUT")
    }
    described = {(path, method) for path, one in SAID["paths"].items() for method in one}
    assert served == described


def test_every_field_is_described(hall: Machine):
    schemas = SAID["components"]["schemas"]
    for name, shape in (("Report", tickets.Report), ("Queue", tickets.QueueReport)):
        assert list(schemas[name]["properties"]) == list(shape.__struct_fields__)
    window = schemas["Queue"]["properties"]["windows"]["items"]["properties"]
    assert list(window) == list(tickets.Window.__struct_fields__)
    assert schemas["Report"]["properties"]["window"]["maxLength"] == rule.WINDOW_LIMIT


def test_it_is_served_to_anyone_and_lies_in_the_docs(hall: Machine):
    answer = hall.app("desk").test_client().get("/api/openapi.json")
    assert answer.mimetype == "application/json" and answer.data == openapi.DOCUMENT
    assert (DOCS / "tickets-openapi.json").read_bytes() == openapi.DOCUMENT + b"\n"
