"""What a machine checks about itself: what each check is called, and what to do if it fails.

The wording is a message id (Chinese), translated when shown.
"""

from typing import Literal, NamedTuple

Level = Literal["ok", "warning", "fault"]
LEVELS: tuple[Level, ...] = ("ok", "warning", "fault")
"""From best to worst; the place is the exit code of `kiosk.py doctor`."""


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


class Wording(NamedTuple):
    """A check's name, and what to do if it fails."""

    title: str
    todo: str


CHECKS = {
    "database": Wording(
        _("数据库"),
        _("重新启动程序，损坏的数据库会自动更换；请检查硬盘和电源，并从备份核对。"),
    ),
    "space": Wording(_("硬盘空间"), _("清理旧日志和其他程序的文件；不要删除数据文件夹里的文件。")),
    "clock": Wording(_("系统时间"), _("校正系统时间并开启网络对时，再到柜台或总部的首页确认。")),
    "office": Wording(
        _("与总部的联系"), _("检查网络和总部的网址；反馈都已保存，恢复联系后自动上传。")
    ),
    "backup": Wording(_("本机备份"), _("输入 backup 备份一次；不成功的，检查空间和文件夹的权限。")),
    "stick": Wording(_("U盘备份"), _("插好备份U盘，再输入 backup 备份一次。")),
    "archives": Wording(
        _("归档文件"),
        _("找回缺失的或改动过的文件，放回归档文件夹，再输入 verify 核对；不要删除归档文件。"),
    ),
    "screens": Wording(_("屏幕服务"), _("查看程序是否在运行，端口是否被别的程序占用。")),
    "certificate": Wording(_("证书"), _("检查代理程序是否在运行，并更换证书。")),
    "voice": Wording(
        _("中文语音"), _("安装 speech-dispatcher 和中文语音；没有语音时，页面照常使用。")
    ),
    "font": Wording(_("中文字体"), _("安装 fonts-noto-cjk，再重新启动程序。")),
    "tickets": Wording(
        _("排队系统的数据库"),
        _("“排队叫号”页写有原因；检查线路、驱动程序、用户名和密码。恢复后自动补读。"),
    ),
    "typing": Wording(
        _("拼音输入"),
        _("安装拼音需要的软件包（docs/typing.md）；没有它们，键盘只有字母。"),
    ),
}
"""Checks by code, in the order in which they are shown."""
