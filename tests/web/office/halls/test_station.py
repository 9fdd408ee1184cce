"""A station's page."""

from flask.testing import FlaskClient

from kiosk.records.stations.enrolment import Station
from kiosk.records.stations.last_calls import LastCall
from tests.cast import HERE, NOON, NORTH, THERE, Machine, sync_round
from tests.records.stations.test_states import enrolled
from tests.sync.cast import tap
from tests.web.cast import words
from tests.web.office.test_people import limited


def test_a_station_is_replaced_and_what_it_had_not_sent_is_given_up(
    head: FlaskClient, office: Machine, hall: Machine
):
    tap(hall, 1)
    sync_round(hall, office)
    old, new = hall.keys.fingerprint, enrolled(office)
    path = f"/stations/{old}"
    assert f"/codes?replaces={old}" in head.get(path).text
    drawn = head.post("/codes", data={"branch": HERE, "replaces": old})
    assert "kiosk.py enrol " in drawn.text and "enrol --new-key" in drawn.text
    assert head.post(f"{path}/lost", data={"note": "坏了"}).status_code == 409
    office.db.run(LastCall.update(tip_seq=3).where(LastCall.station == old))
    office.db.run(Station.update(replaces=old).where(Station.station == new))
    office.db.run(Station.update(revoked_at=NOON, note="更换").where(Station.station == old))
    page = words(head.get(path).text)
    assert "等待补传：第 2 至 3 条，共 2 条" in page and f"已被更换为 {new}" in page
    assert head.post(f"{path}/lost", data={"note": ""}).status_code == 422
    assert head.post(f"{path}/lost", data={"note": "主板烧毁"}).status_code == 303
    page = words(head.get(path).text)
    assert "已认定丢失：第 2 至 3 条，共 2 条" in page and "admin 主板烧毁" in page
    assert f"更换了 {old}" in words(head.get(f"/stations/{new}").text)
    assert head.get("/stations/nobody").status_code == 403


def test_a_region_sees_the_stations_of_its_halls_alone(office: Machine, hall: Machine):
    other = enrolled(office, THERE)
    northern = limited(office, "nora", NORTH)
    assert northern.get(f"/stations/{hall.keys.fingerprint}").status_code == 200
    assert northern.get(f"/stations/{other}").status_code == 403
    assert other not in northern.get("/stations?region=城西").text
