"""Alerts: what they are about, where they are shown and by which ways sent; with the words of the
messages.

The wording is a message id (Chinese), translated when shown or sent.
"""

from typing import Literal


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


Event = Literal[
    "low_grade", "new_case", "late_case", "help_call", "silent_station", "silent_tickets", "alarm"
]


EVENTS: dict[Event, str] = {
    "low_grade": _("低分评价"),
    "new_case": _("新工单"),
    "late_case": _("工单超期"),
    "help_call": _("顾客求助"),
    "silent_station": _("网点终端失联"),
    "silent_tickets": _("排队系统整日无报告"),
    "alarm": _("系统告警"),
}
"""What an alert can be about, each with its name."""


Told = Literal["desk", "office", "email", "webhook"]


TOLD: dict[Told, str] = {"desk": "柜台", "office": "总部", "email": "邮件", "webhook": "推送"}
"""Where an event is announced, as a table writes it: on the page of the hall's desk, on head
office's, by e-mail, by any webhook."""
EVERYWHERE: tuple[Told, ...] = ("desk", "office", "email", "webhook")
"""Where an event is announced unless a policy says otherwise; messages go out only to receivers
that were set up, for the events chosen there."""


Way = Literal["email", "webhook", "wecom", "dingtalk", "feishu"]


WAYS: dict[Way, str] = {
    "email": _("电子邮件"),
    "webhook": _("通用推送（带签名）"),
    "wecom": _("企业微信群机器人"),
    "dingtalk": _("钉钉群机器人"),
    "feishu": _("飞书群机器人"),
}
"""How a receiver is reached."""


Reader = Literal["office", "branch"]


READERS: dict[Reader, str] = {"office": _("总部人员"), "branch": _("网点人员")}
"""Who reads what a receiver gets. What concerns a branch's manager goes to head office alone."""


MESSAGE = {
    "subject": _("【厅声】%(what)s"),
    "urgent": _("%(what)s（安全事项）"),
    "digest": _("提醒汇总，共 %(n)s 条"),
    "more": _("另有 %(n)s 条"),
    "test": _("测试消息：本接收方设置正确。"),
    "branch": _("网点：%(name)s"),
    "when": _("时间：%(when)s"),
    "look": _("查看：%(link)s"),
    "at_desk": _("请在柜台的“提醒”页查看。"),
    "number": _("编号：%(id)s"),
}
"""The words of a message. It names no person and quotes no one."""
