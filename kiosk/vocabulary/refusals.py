"""The list of all refusals: code, HTTP status and wording.

Python raises `Refusal(code)`; one handler renders it, as a page for a person and as JSON for a
machine. The wording is a message id (Chinese), translated when shown.
"""


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


REFUSALS = {
    # at the tablet
    "unknown_clerk": (404, _("没有找到这位窗口人员。")),
    "retired_clerk": (410, _("这位窗口人员已不在本厅，请另选一位。")),
    "unknown_card": (422, _("没有这种卡片，请选五种卡片中的一种。")),
    "missing_key": (422, _("页面已过期，请回首页重新操作。")),
    "unknown_grade": (422, _("没有这个等级，请选五个等级中的一个。")),
    "unknown_reason": (422, _("没有这个原因。")),
    "unknown_service": (422, _("没有这个服务项目。")),
    "unknown_case": (404, _("没有这一类意见。")),
    "unknown_topic": (422, _("没有这个方面。")),
    "empty_case": (422, _("请至少点选一个方面，或写一句话。")),
    "unknown_receipt": (404, _("本厅没有这个回执码。")),
    "mistyped_code": (422, _("回执码是八位，请再核对一次。")),
    "long_comment": (422, _("内容太长了，请精简一些。")),
    "odd_comment": (422, _("留言里有无法保存的字符，请修改后再试。")),
    "unknown_thanks": (404, _("没有找到这张卡片。")),
    "undo_late": (409, _("已超过30秒，不能再撤销。")),
    "undo_foreign": (403, _("只有刚才提交的人可以撤销。")),
    "settled_already": (409, _("本机已属于一个网点。")),
    "not_enrolled": (503, _("本机尚未在总部登记。")),
    "invalid_phone": (422, _("电话号码只能包含数字、空格、括号和 + -。")),
    "no_reader": (422, _("本厅暂不能保存联系方式。")),
    # cases
    "no_case": (404, _("没有找到这件工单。")),
    "case_not_now": (409, _("该工单当前不能这样处理，请刷新后再看。")),
    "not_manager": (403, _("此操作仅限网点负责人或总部。")),
    "not_worker": (403, _("此操作仅限经办人、首问责任人或负责人。")),
    "not_about": (403, _("仅被评价人员本人可以申诉。")),
    "not_office": (403, _("申诉只能由总部复核。")),
    "not_customer": (403, _("此操作须由顾客凭回执码办理。")),
    "conflict_of_interest": (422, _("被投诉人员应当回避，请另选一位。")),
    "extend_late": (409, _("已超过时限，不能再延期。")),
    "extend_back": (422, _("延期后的日期须晚于原时限。")),
    "extension_too_long": (422, _("超出网点延期权限，请报总部办理。")),
    "not_low": (422, _("只有不满意的评价可以请工作人员联系。")),
    "no_cause": (422, _("投诉办结时要选根本原因。")),
    "no_level": (422, _("根本原因和责任层级须同时选择，或都选“无”。")),
    "disputed_already": (409, _("申诉已经提出，正在等待总部复核。")),
    "text_required": (422, _("请填写文字内容。")),
    "no_contact": (404, _("没有联系方式，或已经删除。")),
    "wrong_passphrase": (403, _("口令有误，或该联系方式不是用此口令加密的。")),
    "short_passphrase": (422, _("口令至少12个字符。")),
    "passphrase_mismatch": (422, _("两次输入的口令不一致。")),
    "unknown_seal_key": (404, _("没有找到与该指纹相符的口令。")),
    "damaged_contact": (422, _("联系方式与账本记录的校验值不符。")),
    "own_witness": (422, _("见证人须是开箱人以外的另一人。")),
    "bad_number": (422, _("数量填写有误。")),
    # any page
    "not_found": (404, _("没有这个页面。")),
    "wrong_method": (405, _("操作方式不支持，请返回首页。")),
    "too_large": (413, _("提交内容过大。")),
    "bad_request": (400, _("请求有误，请返回重试。")),
    "foreign_form": (403, _("该请求不是从本页面发出的。")),
    "broken": (503, _("页面暂时打不开，请稍后再试。")),
    "not_saved": (503, _("没有保存。请稍后再试一次。")),
    # staff
    "wrong_pin": (403, _("工号或密码有误。")),
    "wait": (429, _("错误次数过多，请稍后再试。")),
    "look_up_busy": (429, _("查询较多，请稍等几秒再试。")),
    "odd_name": (422, _("用户名只能使用字母、数字、汉字和 . _ -，最多40个字符。")),
    "known_user": (409, _("该用户名已使用，请另取一个。")),
    "unknown_user": (404, _("没有这个用户。")),
    "user_not_now": (409, _("该用户当前不能这样处理，请刷新后再看。")),
    "own_user": (409, _("不能停用或移除本人，请由另一位用户办理。")),
    "last_user": (409, _("至少保留一位可登录的用户。")),
    "shown_already": (410, _("密码仅显示五分钟，请重新生成。")),
    "wrong_password": (403, _("您的密码有误。")),
    "clock_sure": (409, _("本机系统时间无异常，无需确认。")),
    "clock_moved": (409, _("系统时间又有变化，请重新核对。")),
    "unknown_call": (404, _("没有找到这次求助。")),
    "long_window": (422, _("窗口号最多8个字符。")),
    "unknown_document": (404, _("没有找到这份内容。")),
    "bad_dates": (422, _("日期格式为 2014-01-31，开始日期不能晚于结束日期。")),
    "unknown_giver": (422, _("没有这种赠卡人。")),
    "unknown_branch": (404, _("没有这个网点。")),
    "no_alarm": (422, _("请先选择要处理的告警。")),
    # publishing
    "only_manager": (403, _("本页仅限网点负责人使用。")),
    "office_publishes": (403, _("内容由总部发布，本页仅供查看。")),
    "unknown_kind": (404, _("没有这一类内容。")),
    "unknown_release": (404, _("没有找到这次发布。")),
    "release_decided": (409, _("该次发布已处理。")),
    "second_person": (403, _("须由另一人确认发布。")),
    "in_force_already": (409, _("已经生效，不能撤回，请另发新版本。")),
    "no_file": (422, _("请先选一个文件。")),
    "unreadable_file": (422, _("无法读取文件，请使用模板并保存为 xlsx 或 CSV。")),
    "missing_columns": (422, _("表头缺少必填列。")),
    "unusable_picture": (422, _("图片无法使用，请换一张 JPEG、PNG 或 WebP 图片。")),
    # between station and office
    "unsigned": (401, _("请求签名无效。")),
    "unknown_station": (403, _("该网点终端未在总部登记。")),
    "bad_code": (403, _("登记码有误、已使用或已过期。")),
    "not_alone": (403, _("该登记码不允许携带本厅自办的处理记录，请总部按条数重新生成登记码。")),
    "not_sent": (409, _("还有记录没有上传到原网点的总部，请先同步，再变更网点。")),
    "revoked": (403, _("总部已停用本机。反馈仍会保存并上传，经总部核准后计入。")),
    "bad_envelope": (400, _("数据包无法解析。")),
    "mark_mismatch": (409, _("网点记录与总部不一致，已停止同步。")),
    "broken_chain": (422, _("账本校验链断裂。")),
    "busy": (503, _("总部系统繁忙，请稍后重试。")),
    "too_fast": (429, _("请求过于频繁，请稍后重试。")),
    "contact_not_wanted": (409, _("总部没有与该联系方式对应的工单。")),
    "unknown_contact": (404, _("没有这份联系方式。")),
    "unknown_blob": (404, _("没有这份内容。")),
}


FAULTS = {
    "empty_cell": _("必填，不能为空"),
    "long_cell": _("内容过长"),
    "odd_key": _("只能使用字母、数字、汉字和 . _ -，最多40个字符"),
    "bad_day": _("日期格式应为 2026-01-31"),
    "bad_number": _("数字超出允许范围"),
    "bad_tariff": _("计费公式格式有误（见填写说明）"),
    "no_branch": _("没有这个网点"),
    "no_zone": _("没有这个时区"),
    "no_group": _("岗位只能填“收费”或“咨询”"),
    "bad_yes": _("只能填“是”或“否”"),
    "odd_class": _("只能填 general、special、contact、closing、ruling、extension 或一种工单类别"),
    "no_part": _("部分只能填“步骤”“材料”“时限”“费用”“窗口”"),
    "no_step": _("至少填写一个步骤"),
    "no_limit": _("缺少时限"),
    "no_fee": _("缺少费用"),
    "no_window": _("缺少窗口"),
    "differs": _("与同一编号的第一行不一致"),
    "twice": _("重复"),
}
"""What can be wrong in a cell of a table to be published."""


class NoLine(Exception):
    """No believable answer from the office: no connection, a time-out, or a page that the office
    has not signed."""


class Refusal(Exception):
    """A request is refused, for a reason from the list.

    `detail` is for logs and machines, `retry_after` in seconds.
    """

    def __init__(self, code: str, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.status: int = REFUSALS[code][0]
        self.wording = REFUSALS[code][1]
