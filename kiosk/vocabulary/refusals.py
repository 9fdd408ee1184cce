"""Every refusal has a code, a status and a wording: the one list.

Python raises `Refusal(code)`; one handler renders it, as a page for a person
and as JSON for a machine. The wording is a message id (Chinese) that the
translations know.
"""


def _(message: str) -> str:
    """Marks a message id for the translation files; translated when shown."""
    return message


REFUSALS = {
    # at the tablet
    "unknown_clerk": (404, _("没有找到这位服务人员。")),
    "retired_clerk": (410, _("这位服务人员已不在本厅，请另选一位。")),
    "unknown_card": (422, _("没有这种卡片，请选五种卡片中的一种。")),
    "missing_key": (422, _("这一页已过时，请回首页再来一次。")),
    "unknown_grade": (422, _("没有这个等级，请选五个等级中的一个。")),
    "unknown_reason": (422, _("没有这个原因。")),
    "unknown_service": (422, _("没有这个服务项目。")),
    "unknown_case": (404, _("没有这一类意见。")),
    "unknown_topic": (422, _("没有这个方面。")),
    "empty_case": (422, _("请点选至少一个方面，或写一句话。")),
    "unknown_receipt": (404, _("本厅没有这个回执码。")),
    "mistyped_code": (422, _("回执码是八位，请再对照一次。")),
    "long_comment": (422, _("写得太长了，请缩短一些。")),
    "odd_comment": (422, _("留言里有无法保存的字符，请修改后再试。")),
    "unknown_thanks": (404, _("没有找到这张卡片。")),
    "undo_late": (409, _("已超过30秒，不能再撤销。")),
    "undo_foreign": (403, _("只有送出卡片的人可以撤销。")),
    "settled_already": (409, _("这台机器已经属于一个网点。")),
    "not_enrolled": (503, _("这台机器还没有登记到总部。")),
    "odd_phone": (422, _("电话号码只能有数字、空格、括号和 + -。")),
    "no_reader": (422, _("本厅现在不能保存联系方式。")),
    # cases
    "no_case": (404, _("没有找到这件工单。")),
    "case_not_now": (409, _("这件工单现在不能这样处理，请刷新后再看。")),
    "not_manager": (403, _("只有网点负责人或总部可以这样做。")),
    "not_worker": (403, _("只有经办人、首问责任人或负责人可以这样做。")),
    "not_about": (403, _("只有被评价的本人可以申诉。")),
    "not_office": (403, _("只有总部可以裁定。")),
    "not_customer": (403, _("只有持回执码的顾客可以这样做。")),
    "judge_of_oneself": (422, _("被投诉的人不能处理这件投诉，请另选一位。")),
    "extend_late": (409, _("已过时限，不能再延期。")),
    "extend_back": (422, _("延期后的日期要晚于现在的时限。")),
    "extend_far": (422, _("网点不能延这么久，请总部来延。")),
    "not_low": (422, _("只有不满意的评价可以请人联系。")),
    "no_cause": (422, _("投诉办结时要选根本原因。")),
    "no_level": (422, _("根本原因和责任层级要一起选，或都选“无”。")),
    "disputed_already": (409, _("申诉已经提出，正等总部裁定。")),
    "no_words": (422, _("请写几个字。")),
    "no_contact": (404, _("没有联系方式，或已经删除。")),
    "wrong_passphrase": (403, _("口令不对，或这条联系方式不是用您的口令加密的。")),
    "short_passphrase": (422, _("口令至少十二个字。")),
    "unlike_passphrase": (422, _("两次输入的口令不一样。")),
    "damaged_contact": (422, _("联系方式与账本里的指纹对不上。")),
    "own_witness": (422, _("开箱要有另一个人在场。")),
    "bad_number": (422, _("数目不对。")),
    # any page
    "not_found": (404, _("没有这一页。")),
    "wrong_method": (405, _("这一页不能这样使用。")),
    "too_large": (413, _("发来的内容太大。")),
    "bad_request": (400, _("没有看懂这个请求。")),
    "foreign_form": (403, _("这个请求不是从本页面发出的。")),
    "broken": (503, _("这一页暂时打不开，请稍后再试。")),
    "not_saved": (503, _("没有保存。请稍后再试一次。")),
    # staff
    "wrong_pin": (403, _("工号或密码不对。")),
    "wait": (429, _("试错次数过多，请稍后再试。")),
    "clock_sure": (409, _("这台机器的钟没有疑问，不用确认。")),
    "clock_moved": (409, _("时间又变了，请再看一次现在的时间。")),
    "unknown_call": (404, _("没有找到这次求助。")),
    "long_window": (422, _("窗口号最多八个字。")),
    "unknown_document": (404, _("没有找到这份内容。")),
    "bad_dates": (422, _("日期应写成 2014-01-31 的样子，且开始不晚于结束。")),
    "unknown_giver": (422, _("没有这种赠卡人。")),
    "unknown_branch": (404, _("没有这个网点。")),
    # publishing
    "only_manager": (403, _("只有网点负责人可以打开这一页。")),
    "office_publishes": (403, _("发布由总部负责，这里只能查看。")),
    "unknown_kind": (404, _("没有这一类内容。")),
    "unknown_release": (404, _("没有找到这次发布。")),
    "release_decided": (409, _("这次发布已经处理过了。")),
    "second_person": (403, _("需要另一个人来确认发布。")),
    "in_force_already": (409, _("已经开始执行，不能撤回；请另发新版。")),
    "no_file": (422, _("请先选一个文件。")),
    "unreadable_file": (422, _("读不出这个文件，请用模板另存为 xlsx 或 CSV。")),
    "lacking_columns": (422, _("表头缺少必填的列。")),
    "unusable_picture": (422, _("这张图片不能用，请换一张 JPEG、PNG 或 WebP。")),
    # between station and office
    "unsigned": (401, _("请求没有有效签名。")),
    "unknown_station": (403, _("总部不认识这台站点机。")),
    "bad_code": (403, _("登记码不对、已用过或已过期。")),
    "bad_envelope": (400, _("信封内容无法读取。")),
    "mark_mismatch": (409, _("站点账本与总部已收到的不一致。")),
    "broken_chain": (422, _("账本链条对不上。")),
    "busy": (503, _("总部正忙，请稍后再来。")),
    "unknown_contact": (404, _("没有这份联系方式。")),
    "unknown_blob": (404, _("没有这份内容。")),
}


FAULTS = {
    "empty_cell": _("必填，不能为空"),
    "long_cell": _("太长"),
    "odd_key": _("只能用字母、数字、汉字和 . _ -，最多40个"),
    "bad_day": _("日期应写成 2026-01-31"),
    "bad_number": _("不是允许的数字"),
    "bad_tariff": _("看不懂这个算法"),
    "no_branch": _("没有这个网点"),
    "no_zone": _("没有这个时区"),
    "no_group": _("岗位只能是 收费 或 咨询"),
    "bad_yes": _("只能填 是 或 否"),
    "odd_class": _("只能是 general、special、contact、closing、ruling、extension 或一种工单"),
    "no_part": _("部分只能是 步骤、材料、时限、费用、窗口"),
    "no_step": _("至少要有一个步骤"),
    "no_limit": _("缺少时限"),
    "no_fee": _("缺少费用"),
    "no_window": _("缺少窗口"),
    "differs": _("与同一编号的第一行不一致"),
    "twice": _("重复"),
}
"""What can be wrong in a cell of a table that somebody wants published."""


class NoLine(Exception):
    """No believable answer from the office: no line, a time-out, a page that nobody signed."""


class Refusal(Exception):
    """Something is refused, for a reason from the one list.

    `detail` is for logs and machines, `retry_after` in seconds.
    """

    def __init__(self, code: str, detail: str = "", retry_after: int | None = None) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.status: int = REFUSALS[code][0]
        self.wording = REFUSALS[code][1]
