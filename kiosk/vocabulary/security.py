"""The list of all actions that the security log records, each with its name.

The wording is a message id (Chinese), translated when shown. `docs/people.md` is made from
this list.
"""


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


ACTIONS = {
    # at the door
    "sign_in": _("登录"),
    "sign_in_failed": _("登录失败"),
    "sign_out": _("退出登录"),
    "provider_named": _("统一登录认出用户"),
    "refused": _("操作被拒绝"),
    # secrets
    "pin_set": _("发放六位密码"),
    "pin_chosen": _("自设六位密码"),
    "password_set": _("发放用户密码"),
    "passphrase_set": _("设置联系方式口令"),
    "passphrase_confirmed": _("核对口令指纹"),
    # users
    "user_added": _("新增用户"),
    "user_assigned": _("更改用户角色"),
    "user_described": _("更改用户姓名或邮箱"),
    "users_table_uploaded": _("上传用户表"),
    "users_table_carried_out": _("用户表生效"),
    "user_confirmed": _("确认用户密码"),
    "user_blocked": _("停用用户"),
    "user_unblocked": _("恢复用户"),
    "user_removed": _("移除用户"),
    "user_invited": _("邀请用户"),
    "invitation_taken": _("接受邀请"),
    "factor_set": _("设置二次验证"),
    "factor_taken": _("取消二次验证"),
    "codes_drawn": _("生成恢复码"),
    # stations
    "code_drawn": _("生成登记码"),
    "station_revoked": _("停用网点终端"),
    "station_released": _("核准计入停用终端的记录"),
    "station_given_up": _("认定未上传的记录丢失"),
    "screen_code_drawn": _("生成大厅屏幕配对码"),
    "screen_paired": _("大厅屏幕配对"),
    "screen_unpaired": _("解除大厅屏幕配对"),
    "api_key_drawn": _("生成排队系统接口密钥"),
    "api_key_ended": _("停用排队系统接口密钥"),
    "consumer_added": _("生成数据接口密钥"),
    "consumer_ended": _("停用数据接口密钥"),
    "sync_file_made": _("导出同步文件"),
    "sync_file_taken": _("导入同步回执"),
    "sync_file_answered": _("导入网点的同步文件"),
    "clock_confirmed": _("确认系统时间"),
    # customers' details
    "contact_opened": _("查看联系方式"),
    "contacts_resealed": _("重新加密联系方式"),
    "exported": _("导出数据"),
    # clerks' own data
    "clerk_viewed": _("查看人员资料"),
    # receivers of alerts
    "report_issued": _("出具报表"),
    "subscription_added": _("新增报表订阅"),
    "subscription_ended": _("停止报表订阅"),
    "receiver_added": _("新增提醒接收方"),
    "receiver_changed": _("修改提醒接收方"),
    "receiver_on": _("启用提醒接收方"),
    "receiver_off": _("停用提醒接收方"),
    # publishing
    "release_proposed": _("提交发布"),
    "release_published": _("发布"),
    "release_dropped": _("放弃发布"),
    "withdrawal_proposed": _("申请撤回发布"),
    "withdrawal_dropped": _("取消撤回发布的申请"),
    "release_withdrawn": _("撤回发布"),
    # recognition
    "scheme_locked": _("锁定评比结果"),
    # the program
    "program_proposed": _("上传程序版本"),
    "program_offered": _("向试点网点提供程序版本"),
    "program_widened": _("向全部网点提供程序版本"),
    "program_resumed": _("继续提供程序版本"),
    "program_dropped": _("停止提供程序版本"),
    "archived": _("归档旧记录"),
}


PAGES = {
    "overview": _("满意度"),
    "lists": _("反馈列表"),
    "feedback": _("单条反馈"),
    "cards": _("5P卡"),
    "colleagues": _("同事之间的卡"),
    "rated_share": _("评价率"),
    "figures": _("统计数字"),
    "changes": _("哪些网点有变化"),
    "compare": _("网点比较"),
    "flags": _("存疑"),
    "alarms": _("告警"),
    "alerts": _("提醒"),
    "deliveries": _("发送记录"),
    "subscriptions": _("邮件订阅"),
    "reports": _("报表"),
    "objections": _("申诉"),
    "cases": _("工单列表"),
    "case": _("单件工单"),
    "contacts": _("口令指纹"),
    "help": _("求助记录"),
    "sync_files": _("U盘上报"),
    "support": _("人员求助"),
    "call": _("单次人员求助"),
    "meetings": _("会议"),
    "standards": _("检查标准"),
    "registers": _("登记簿"),
    "nominations": _("提名"),
    "ideas": _("建议"),
    "idea": _("单条建议"),
    "schemes": _("评比"),
    "stars": _("服务明星"),
    "certificates": _("证书"),
    "posters": _("海报"),
    "diaries": _("心情日记的使用"),
    "ballots": _("选举"),
    "note_guides": _("窗口笔记"),
    "users": _("用户"),
    "user_tables": _("用户表"),
    "log": _("安全日志"),
    "looks": _("查看记录"),
    "printing": _("打印"),
}
"""What the pages are called whose opening is written down, by the first part of their endpoint."""
