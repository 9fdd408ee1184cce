"""Who may open what at head office: every address of its screen, by its endpoint, with the roles
that may open it.

An address is `scoped` if its page keeps to the user's branches in everything it shows and does; a
user who is there for some halls only opens no other. What is not in the table is refused, and a
test fails for it. Where the meaning of a role was in doubt, it may do less.
"""

from collections.abc import Mapping
from typing import NamedTuple

from kiosk.rules.people.roles import ROLES, Role

_Roles = frozenset[Role]
EVERYONE: _Roles = frozenset(ROLES)
ADMIN: _Roles = frozenset({"admin"})
DECIDING: _Roles = ADMIN | {"region"}
AUDITED: _Roles = ADMIN | {"auditor"}
READING: _Roles = EVERYONE - {"supervisor"}
WEIGHING: _Roles = DECIDING | {"auditor"}
OVERSEEING: _Roles = WEIGHING | {"inspector"}


class Access(NamedTuple):
    """The roles that may open an address, and whether its page keeps to the user's branches."""

    roles: _Roles
    scoped: bool


def _listed(endpoints: str) -> frozenset[str]:
    return frozenset(endpoints.split())


OPEN = _listed(
    """
    static styles.stylesheet frame.health metrics.numbers
    frame.choose_language frame.languages frame.choose_mode
    sign_in.page sign_in.begin sign_in.end
    provider.begin provider.end
    sign_in.code_page sign_in.code sign_in.set_up_page sign_in.set_up
    invitations.page invitations.take receipt.page receipt.ask receipt.answer receipt.scanned
    receipt.proof
    intake.take_contact intake.give_contact intake.take_letter intake.give_manifest
    intake.give_blob intake.enrol intake.take_entries intake.give_entries intake.give_epoch
    intake.take_returned intake.take_in_again intake.give_program
    tlog.checkpoint tlog.tile tlog.entries tlog.proof tlog.batch
    api.description api.counted api.rated api.cards api.cases
    """
)
"""Open to anyone: what a page is made of, the way in, customers' receipts, and what stations ask
for, which sign each message; what programs ask for, which bring a key; and the transparency log."""
NOT_NOTED = _listed(
    """
    drafts.keep drafts.left drafts.stay second_factor.own second_factor.codes
    stations.every_station station.page stations.codes consumers.listed sync_files.page
    transparency.page programs.listed rulebooks.counted wall.page wall.shown holders.missing
    documents.table questions.to_check releases.release trustees.key
    receivers.listed receivers.new receivers.one alerts.listed health.listed
    documents.overview documents.of_kind documents.versions document_forms.form
    pictures.picture pictures.picture_form
    """
)
"""Pages with neither customers' words nor clerks' figures. Every other page is written down when a
user opens it (kiosk/records/people/looks.py)."""

_SCOPED: tuple[tuple[_Roles, str], ...] = (
    (
        EVERYONE,
        """
        drafts.keep drafts.left drafts.stay
        second_factor.own second_factor.codes second_factor.renew
        overview.overview lists.listed/praise
        cards.counted cards.table rated_share.counted rated_share.table
        """,
    ),
    (
        READING,
        """
        lists.listed lists.table cases.listed cases.one_list case.page feedback.page
        stations.every_station station.page figures.counted figures.table
        changes.listed changes.table compare.compared compare.table wall.page wall.shown
        reports.listed reports.page reports.file reports.cards
        """,
    ),
    (
        DECIDING,
        """
        case.accept case.hand_over case.contacted case.reply case.extend case.close case.thank
        case.follow_up case.dispute case.rule case.read_contact
        erasure.ask erasure.carry_out erasure.decline feedback.handle feedback.rule flags.handle
        """,
    ),
    (OVERSEEING, "flags.listed flags.page"),
)
_WHOLE: tuple[tuple[_Roles, str], ...] = (
    (EVERYONE, "printing.sheets printing.all_of printing.sheet"),
    (
        READING,
        """
        meetings.counted meetings.of_branch meetings.table stars.listed standards.counted
        standards.branch rulebooks.counted help.page help.table
        colleagues.pairs colleagues.cards colleagues.table diaries.counted
        registers.listed registers.register nominations.page ideas.listed idea.page
        schemes.listed schemes.clerk schemes.scheme
        certificates.page certificates.pdf posters.pdf ballots.page ballots.file
        """,
    ),
    (WEIGHING, "objections.listed alarms.listed alarms.group alerts.listed alerts.opened"),
    (
        DECIDING,
        """
        alerts.see registers.enter registers.take_down
        nominations.nominate nominations.mark nominations.enter
        idea.take idea.adopt idea.pass_up idea.decline idea.finish idea.recommend
        support.page call.page call.open_ call.talked call.propose
        trustees.key trustees.take
        """,
    ),
    (
        AUDITED,
        """
        programs.listed holders.missing contacts.listed users.listed receivers.listed receivers.one
        deliveries.listed deliveries.one documents.overview documents.of_kind documents.versions
        documents.table questions.to_check note_guides.listed note_guides.note pictures.picture
        releases.release subscriptions.listed log.listed log.table health.listed
        looks.listed transparency.page
        """,
    ),
    (
        ADMIN,
        """
        overview.confirm_time cases.reseal reports.issue subscriptions.add subscriptions.end
        subscriptions.send contacts.confirm alarms.settle
        stations.revoke stations.release station.give_up stations.codes stations.issue_code
        sync_files.page sync_files.answer sync_files.file
        consumers.listed consumers.add consumers.end
        programs.upload programs.offer programs.widen programs.go_on programs.drop
        users.password users.invitation users.add users.renew users.change users.assign
        users.take_factor
        user_tables.listed user_tables.table user_tables.upload user_tables.preview
        user_tables.carry_out user_tables.invitations
        receivers.new receivers.add receivers.change receivers.switch receivers.test
        deliveries.resend documents.upload document_forms.form document_forms.write_one
        questions.confirm note_guides.draft note_guides.decline
        pictures.picture_form pictures.upload_picture
        releases.propose_preset releases.propose_of_kind releases.publish releases.drop
        releases.withdraw releases.propose_withdrawal releases.drop_withdrawal
        schemes.lock ballots.open_part ballots.unseal
        """,
    ),
)
TABLE: dict[str, Access] = {
    endpoint: Access(roles, scoped)
    for scoped, groups in ((True, _SCOPED), (False, _WHOLE))
    for roles, endpoints in groups
    for endpoint in _listed(endpoints)
}
"""By endpoint. `lists.listed/praise` is that endpoint where its address names `praise`."""


def of(endpoint: str, named: Mapping[str, object]) -> Access | None:
    """Who may open an address with these values in it; None for one that is not in the table."""
    exact = f"{endpoint}/{named.get('name', '')}"
    return TABLE.get(exact) or TABLE.get(endpoint)


def refused(role: str, everywhere: bool, endpoint: str, named: Mapping[str, object]) -> str | None:
    """The code of the refusal, None if a user in this role, who is there for all halls or not, may
    open the address."""
    if endpoint in OPEN:
        return None
    access = of(endpoint, named)
    if access is None or role not in access.roles:
        return "role_refused"
    return None if everywhere or access.scoped else "whole_organisation"
