"""How an upgrade of the program ended: each outcome, and what is said of it at the terminal, in the
alarm and at head office.

The wording is a message id (Chinese), translated when shown.
"""

import msgspec


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


DONE, INTERRUPTED = "done", "interrupted"
ROLLED_BACK, NOT_ROLLED_BACK = "rolled_back", "not_rolled_back"
OUTCOMES = {
    DONE: _("程序已升级。"),
    "not_a_program": _("这不是厅声的程序文件，或者没有复制完整。程序没有改动。"),
    "not_trusted": _(
        "程序文件的签名不在配置的 [program] keys 里，不能安装。请向提供文件的人核实。程序没有改动。"
    ),
    "damaged_program": _("程序文件已损坏，请重新复制。程序没有改动。"),
    "not_newer": _("文件里的版本不比现在的新。程序没有改动。"),
    "other_system": _("这个文件是为另一种系统做的，请换用与本机相符的文件。程序没有改动。"),
    "no_space": _("硬盘空间不够，请先清理。程序没有改动。"),
    "not_installed": _("新版本没有装好。仍用原来的版本。"),
    "test_failed": _("新版本在本机的自检没有通过。仍用原来的版本，数据没有改动。"),
    "no_backup": _("升级前的备份没有做成。仍用原来的版本，数据没有改动。"),
    "not_stopped": _("服务没有停下来。仍用原来的版本，数据没有改动。"),
    ROLLED_BACK: _("新版本没有正常运行，已自动换回原来的版本。已收到的反馈都保留，各计一次。"),
    INTERRUPTED: _("升级中途断电或被终止，仍用原来的版本。请再升级一次。"),
    NOT_ROLLED_BACK: _(
        "新版本没有正常运行，换回原来的版本也没有成功。数据和升级前的副本都在，请系统管理员处理。"
    ),
}
"""Outcomes by code; all but DONE leave the former version, the last one needs a person."""
RUNNING = _("另一次升级正在进行，请稍候。")
NOT_INSTALLED = _("这里没有安装厅声，不能升级。程序没有改动。")
NOT_ROOT = _("升级要用 root 运行。程序没有改动。")


class Outcome(msgspec.Struct, frozen=True):
    """How the last upgrade ended: to which version ('' if the file does not say), by the file with
    this SHA-256, from which version, when (UTC ms, by the wall clock), and what was said last."""

    code: str
    version: str
    sha256: str
    before: str
    at: int
    detail: str = ""
