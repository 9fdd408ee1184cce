"""Head office's report as an e-mail: PDF and spreadsheet attached, with a link to the page."""

from collections.abc import Sequence
from functools import partial

from kiosk.files.reports import made, paths, worded
from kiosk.files.reports.sheet import Told
from kiosk.files.reports.worded import Say
from kiosk.ground import wording
from kiosk.ground.db import Database
from kiosk.records.reports.periods import told
from kiosk.records.reports.periods.issued import IssuedReport
from kiosk.rules.ledger.time import local_date
from kiosk.sync.alerts.mailing import Attached
from kiosk.sync.alerts.sending import Report
from kiosk.vocabulary.documents import DEFAULT_ZONE
from kiosk.vocabulary.reports.words import WORDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(db: Database, row: IssuedReport, language: str, url: str) -> Report:
    """An issued report as an e-mail; links begin with `url`, and are paths without one."""
    say, of, kept = partial(wording.worded, language), row.of, row.kept
    day = local_date(row.issued_at, DEFAULT_ZONE)
    beside = told.read(db, of, day)
    found = made.told(
        of, kept.now, kept.before, beside, day, language, say, day, row.digest
    )  # fmt: skip
    subject = say(WORDS["mail"]) % {
        "title": worded.title(of.period, say),
        "span": worded.span_said(of.period, of.span, say),
        "scope": worded.scope_said(of.scope, found.scope_name, say),
    }
    lines = [
        subject,
        say(WORDS["mail_text"]),
        say(WORDS["mail_link"]) % {"link": url + paths.of_report(*of)},
        say(WORDS["mail_number"]) % {"digest": row.digest},
    ]
    return Report(subject, "\n".join(lines), partial(_files, found, language, say))


def _files(found: Told, language: str, say: Say) -> Sequence[Attached]:
    name = f"report-{found.period}-{found.span.first}"
    return [
        Attached(f"{name}.pdf", "application/pdf", made.pdf(found, language, say)),
        Attached(f"{name}.xlsx", XLSX, made.xlsx(found, say)),
    ]
