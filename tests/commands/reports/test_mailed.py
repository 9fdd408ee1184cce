"""A report reaches its reader's mailbox with its files, once."""

import io
from collections.abc import Iterator

import openpyxl
import pytest

from kiosk.commands.reports import mailed
from kiosk.files.sheets import typesetting
from kiosk.ground.config import Smtp
from kiosk.records.alerts import deliveries, reports
from kiosk.records.reports.periods import issued
from kiosk.sync.alerts.looking import Rounds, say
from kiosk.sync.alerts.sending import Sender
from kiosk.vocabulary.reports import LINES
from tests.cast import Machine, sync_round
from tests.records.alerts.test_reports import at
from tests.records.alerts.test_subscriptions import add
from tests.records.feedback.cast import rate
from tests.sync.alerts.cast import MailServer, mail_server, rounds, until


@pytest.fixture
def mails(office: Machine) -> Iterator[MailServer]:
    with mail_server() as made:
        office.config.smtp = Smtp("127.0.0.1", "reports@example.com", made.port, "none")
        office.config.office.public_url = "https://office.example.com"
        yield made


def sender(office: Machine) -> Sender:
    return Sender(office.config, office.keys, say, mailed.write)


def december(office: Machine) -> None:
    office.time.pass_by(at("2026-12-01 08:00") - office.time().utc)


def test_a_mail_has_pdf_spreadsheet_and_link(office: Machine, hall: Machine, mails: MailServer):
    rate(hall, 1, "5")
    sync_round(hall, office)
    add(office)
    december(office)
    assert reports.queue(office.db, office.time().utc) == 1
    (one,) = rounds(office, sender(office), 3)
    assert (one.state, one.tries) == ("sent", 1)
    (mail,) = mails.got
    assert mail["To"] == "chen@example.com" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "服务质量月报（2026年11月，全部网点）"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "https://office.example.com/reports/month/2026-11-01" in text
    (row,) = issued.listed(office.db).rows
    assert row.digest in text
    pdf, xlsx = mail.iter_attachments()
    assert pdf.get_filename() == "report-month-2026-11-01.pdf"
    assert pdf.get_content().startswith(b"%PDF-")
    book = openpyxl.load_workbook(io.BytesIO(xlsx.get_content()))
    cells = {line[2].value: line[4].value for line in book.worksheets[0].iter_rows(min_row=2)}
    assert list(cells) == list(LINES) and cells["rated"] == 1 and cells["cards"] == 0


def test_in_english_for_who_reads_english(office: Machine, mails: MailServer):
    add(office, language="en", period="quarter")
    office.time.pass_by(at("2027-01-04 08:00") - office.time().utc)
    reports.queue(office.db, office.time().utc)
    rounds(office, sender(office), 1)
    assert "Q4 2026" in mails.got[0]["Subject"]


def test_a_look_sends_what_is_due_once_even_after_a_restart(office: Machine, mails: MailServer):
    add(office)
    december(office)
    for _ in range(2):  # each a process of its own
        looking = Rounds(office.config, office.keys, office.time(), mailed.write)
        looking.look(office.db, office.time())
        until(lambda: len(mails.got) == 1)
        for job in looking._sender.jobs.values():
            job.thread.join(20)
        office.time.pass_by(60_000)
        looking.look(office.db, office.time())
    assert len(mails.got) == 1
    assert [one.delivery and one.delivery.state for one in reports.sent(office.db)] == ["sent"]


def test_what_the_mail_server_refuses_is_tried_again(office: Machine, mails: MailServer):
    add(office)
    december(office)
    reports.queue(office.db, office.time().utc)
    mails.refuses["DATA"] = "451 later"
    one = sender(office)
    (waits,) = rounds(office, one, 1)
    assert (waits.state, waits.tries) == ("waiting", 1)
    mails.refuses.clear()
    (sent,) = rounds(office, one, 3)
    assert sent.state == "sent" and len(mails.got) == 1
    (tried, _) = deliveries.tries(office.db, sent.delivery_id)
    assert (tried.outcome, tried.answer) == ("refused", 451)


def test_files_that_can_not_be_made_are_said_and_tried_again(
    office: Machine, mails: MailServer, monkeypatch: pytest.MonkeyPatch
):
    def missing() -> None:
        raise typesetting.FontMissing("no font")

    add(office)
    december(office)
    reports.queue(office.db, office.time().utc)
    with monkeypatch.context() as patched:
        patched.setattr(typesetting, "font_file", missing)
        (waits,) = rounds(office, sender(office), 1)
    assert waits.state == "waiting" and mails.got == []
    (tried,) = deliveries.tries(office.db, waits.delivery_id)
    assert tried.outcome == "not_made"
