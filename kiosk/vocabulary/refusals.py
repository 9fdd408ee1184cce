"""The list of all refusals: code, HTTP status and wording.

Python raises `Refusal(code)`; one handler renders it, as a page for a person and as JSON for a
machine. The wording is a message id (Chinese), translated when shown.

Over the line limit: it lists every refusal.
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
    "no_feedback": (404, _("没有找到这条评价。")),
    "no_outcome": (422, _("请选择处理结果。")),
    "settled_already": (409, _("本机已属于一个网点。")),
    "not_enrolled": (503, _("本机尚未在总部登记。")),
    "invalid_phone": (422, _("电话号码应为5至24位，只含数字、空格、括号和 + -。")),
    "consent_required": (422, _("留电话请勾选“同意”和“年满14周岁”；不留请清空“电话”。")),
    "phone_required": (422, _("请填写电话；不留电话，请清空称呼。")),
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
    "not_chosen": (422, _("请先选择一项。")),
    "no_cause": (422, _("请选择根本原因；投诉不能选“无差距”。")),
    "unknown_number": (404, _("没有这个工单号，请再核对。")),
    "no_level": (422, _("请选择责任层级；根本原因选“无差距”的，责任层级选“无”。")),
    "disputed_already": (409, _("申诉已经提出，正在等待总部复核。")),
    "text_required": (422, _("请填写文字内容。")),
    "no_contact": (404, _("没有联系方式，或已经删除。")),
    "erasure_asked_already": (409, _("删除申请已经登记，正在等待总部处理。")),
    "no_erasure_asked": (409, _("没有待处理的删除申请。")),
    "wrong_passphrase": (403, _("口令有误，或该联系方式不是用此口令加密的。")),
    "short_passphrase": (422, _("口令至少12个字符。")),
    "passphrase_mismatch": (422, _("两次输入的口令不一致。")),
    "unknown_seal_key": (404, _("没有找到与该指纹相符的口令。")),
    "damaged_contact": (422, _("联系方式与账本记录的校验值不符。")),
    "own_witness": (422, _("见证人须是开箱人以外的另一人。")),
    "bad_number": (422, _("请填写允许范围内的整数，例如 12。")),
    # tickets
    "odd_ticket": (422, _("号票号码为最多3个字母加1至5位数字，例如 A023。")),
    "odd_window": (422, _("窗口号要有数字，如 3、A3、综合1、3号窗，最多8个字符。")),
    "odd_moment": (422, _("时间格式应为 2026-01-31T09:30:00+08:00，须含时区。")),
    "odd_field": (422, _("字段缺失、多余或类型不对，见接口说明。")),
    "served_ahead": (422, _("办理时间晚于本机时间，请校准排队系统的时钟。")),
    "served_long_ago": (422, _("办理时间过早，请用导入命令补录。")),
    "served_otherwise": (409, _("该号票当天已在该窗口按其他内容登记，号码可能重复使用。")),
    "unknown_window": (422, _("该窗口现无人员上岗，请写明工号。")),
    "bad_api_key": (401, _("接口密钥有误或已停用。")),
    "no_system": (404, _("没有这个排队系统，或已停用。")),
    "unknown_ticket": (404, _("没有找到这次办理，请回首页重新选择。")),
    "offer_over": (410, _("这次办理已过评价时间，请回首页直接选择人员评价。")),
    "rated_already": (409, _("已评价。一张号票评价一次，感谢您。")),
    "invitation_over": (410, _("这个二维码已失效，请在厅里的平板上扫新的二维码。")),
    "invitation_used": (
        409,
        _("这个二维码已用过，每个只能评价一次。请在厅里的平板上扫新的二维码。"),
    ),
    "phone_full": (409, _("这位人员今天的手机评价已满，请在厅里的平板上评价。")),
    # a pause at a window
    "pause_switched_off": (409, _("本单位没有启用“暂停服务”。")),
    "pause_off_duty": (409, _("上岗并填写窗口号后，才能暂停服务。")),
    "pause_paused": (409, _("正在暂停服务，无需再次申请。")),
    "pause_used_up": (409, _("今天的暂停次数已用完，明天可以再用。")),
    "pause_queue": (409, _("现在等候的顾客较多，暂时不能暂停服务。")),
    "pause_alone": (409, _("现在没有其他窗口在岗，暂时不能暂停服务。")),
    "waiting_needed": (422, _("请填写现在等候的人数。")),
    "unknown_pause": (404, _("没有找到这次暂停。")),
    # any page
    "not_found": (404, _("没有这个页面。")),
    "wrong_method": (405, _("操作方式不支持，请返回首页。")),
    "too_large": (413, _("提交内容过大。")),
    "long_address": (414, _("网址过长，请返回首页。")),
    "bad_request": (400, _("请求有误，请返回重试。")),
    "foreign_form": (403, _("该请求不是从本页面发出的。")),
    "broken": (503, _("页面暂时打不开，请稍后再试。")),
    "not_saved": (503, _("没有保存。请稍后再试一次。")),
    "saved_before_move": (409, _("这份内容已经保存在本机原来所属的网点，不用再次提交。")),
    "crowded": (503, _("现在使用的人较多，请稍后再试。")),
    # staff
    "wrong_pin": (403, _("工号或密码有误。")),
    "odd_pin": (422, _("密码是六位数字。")),
    "easy_pin": (422, _("这个密码太容易被猜到（如 123456、111111、121212），请换一个。")),
    "badge_pin": (422, _("密码不能含有工号，请换一个。")),
    "same_pin": (422, _("新密码不能与原来的相同。")),
    "pin_mismatch": (422, _("两次输入的密码不一致。")),
    "own_pin": (403, _("不能给本人发放密码。请在“修改密码”页自行修改。")),
    "pin_over": (403, _("该一次性密码已使用或已过期，请负责人重新发放。")),
    "choose_at_desk": (403, _("一次性密码只能在柜台使用：请先到柜台登录，设好自己的密码。")),
    "only_managers_pin": (422, _("此命令只重置负责人的密码；其他人员由负责人在柜台发放。")),
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
    "wrong_pairing_code": (403, _("配对码有误、已使用或已过期。")),
    "not_paired": (403, _("这台设备没有与本厅配对，只能查看，不能提交。")),
    "bad_diagonal": (422, _("请核对对角线的数字和单位，例如 10.1 英寸。")),
    "bad_pixels": (422, _("宽和高应为200至10000的整数，例如 1280 和 800。")),
    "measured_already": (409, _("屏幕大小已经填过；要更改，请重新配对。")),
    "no_certificate": (404, _("根证书文件无法读取，请检查配置中的 root_certificate。")),
    "unknown_screen": (404, _("没有这块屏幕，或配对已经解除。")),
    "long_window": (422, _("窗口号最多8个字符。")),
    "unknown_document": (404, _("没有找到这份内容。")),
    "bad_day": (422, _("没有这一天。请按 2026-01-31 的格式填写。")),
    "day_ahead": (422, _("日期不能晚于今天。")),
    "days_reversed": (422, _("开始日期不能晚于结束日期。")),
    "unknown_giver": (422, _("没有这种赠卡人。")),
    "several_branches": (422, _("有几个网点符合，请选择其中一个。")),
    "branch_needed": (422, _("网点较多，按窗口人员或日期查看时请先选择网点。")),
    "too_many_days": (422, _("不选网点时，最多查询92天。")),
    "too_many_rows": (422, _("一次最多导出20000行，请缩小日期或条件后再导出。")),
    "unknown_branch": (404, _("没有这个网点。")),
    "no_alarm": (422, _("请先选择要处理的告警。")),
    # alerts
    "no_alert": (422, _("请先选择提醒。")),
    "no_receiver": (404, _("没有这个接收方。")),
    "no_delivery": (404, _("没有找到这条消息。")),
    "many_receivers": (409, _("接收方已达上限，请先修改或停用已有的接收方。")),
    "bad_address": (
        422,
        _("地址有误。推送地址以 https:// 开头，不含用户名和密码；邮箱如 name@example.com。"),
    ),
    "short_secret": (422, _("密钥为16至200个字符；机器人的密钥请从群设置里复制。")),
    "office_sends": (403, _("消息由总部发送，接收方在总部设置。")),
    "receiver_off": (409, _("该接收方已停用，请先启用。")),
    "delivery_waits": (409, _("这条消息还在发送中。")),
    # publishing
    "only_manager": (403, _("本页仅限网点负责人使用。")),
    "office_publishes": (403, _("内容由总部发布，本页仅供查看。")),
    "unknown_kind": (404, _("没有这一类内容。")),
    "unknown_release": (404, _("没有找到这次发布。")),
    "release_decided": (409, _("该次发布已处理。")),
    "unknown_trade": (422, _("没有这个行业的预设。")),
    "second_person": (403, _("须由另一人确认发布。")),
    "in_force_already": (409, _("已经生效，不能撤回，请另发新版本。")),
    "last_line": (422, _("收费标准至少要有一个项目；不再使用时请选“自生效日起停用”。")),
    "no_file": (422, _("请先选一个文件。")),
    "wrong_cells": (422, _("请修改标出的内容，再提交一次。")),
    "mostly_new": (409, _("超过一半的行是新增，请核对编号后勾选确认，再发布。")),
    "opening_busy": (503, _("正在处理另一份文件，请稍后再试。")),
    "unusable_picture": (422, _("图片无法使用，请换一张 JPEG、PNG 或 WebP 图片。")),
    # versions of the program
    "bad_program": (422, _("这不是厅声的程序文件，或者文件不完整。")),
    "untrusted_program": (422, _("程序文件的签名不在总部配置的 [program] keys 里。")),
    "unknown_program": (404, _("没有这个程序版本。")),
    "program_decided": (409, _("该版本已处理。")),
    "program_stopped": (409, _("有网点升级失败，请先查明原因，再继续。")),
    "no_pilots": (422, _("请填写至少一个试点网点的编号。")),
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


FIELDS: dict[str, tuple[str, ...]] = {
    "unknown_clerk": ("clerk", "witness", "responsible", "to"),
    "retired_clerk": ("clerk", "witness", "responsible", "to"),
    "conflict_of_interest": ("clerk", "responsible", "to"),
    "own_witness": ("witness",),
    "empty_case": ("text",),
    "waiting_needed": ("waiting",),
    "text_required": ("text", "reason", "note", "deed", "name"),
    "long_comment": ("text", "comment", "reason", "note", "deed", "name"),
    "odd_comment": ("text", "comment", "reason", "note", "deed", "name"),
    "mistyped_code": ("code", "find"),
    "unknown_number": ("find",),
    "unknown_receipt": ("code", "find"),
    "invalid_phone": ("phone",),
    "phone_required": ("phone",),
    "no_outcome": ("outcome",),
    "no_cause": ("cause",),
    "no_level": ("level",),
    "extend_back": ("until",),
    "extension_too_long": ("until",),
    "bad_diagonal": ("diagonal",),
    "bad_pixels": ("wide", "high"),
    "bad_day": ("day", "until", "in_force", "asked"),
    "day_ahead": ("day",),
    "bad_number": ("found", "decided"),
    "bad_address": ("address",),
    "short_secret": ("secret",),
    "long_window": ("window",),
    "wrong_pin": ("pin", "password", "old"),
    "pin_over": ("pin",),
    "choose_at_desk": ("pin",),
    "same_pin": ("new",),
    "pin_mismatch": ("again",),
    "bad_program": ("file",),
    "untrusted_program": ("file",),
    "no_pilots": ("pilots",),
    "wrong_password": ("own",),
    "wrong_passphrase": ("old", "passphrase"),
    "short_passphrase": ("passphrase",),
    "passphrase_mismatch": ("again",),
    "unknown_branch": ("branch",),
    "unknown_station": ("replaces",),
    "no_file": ("file",),
    "unusable_picture": ("file",),
    "unknown_trade": ("trade",),
}
"""Which field of a form a refusal is about: the first of these that the form has."""


FAULTS = {
    # the file as a whole
    "not_a_table": _("不是表格文件，请保存为 xlsx 或 CSV 后上传"),
    "old_xls": _("旧版 xls 或加密的文件无法读取，请另存为不加密的 xlsx"),
    "damaged_xlsx": _("文件已损坏或不是 xlsx，请用表格软件重新另存为 xlsx"),
    "broken_csv": _("CSV 的引号不成对，请用表格软件重新保存；行号："),
    "too_large": _("文件过大，最大 5 MB；请删去图片和多余的工作表"),
    "too_slow": _("文件过于复杂，无法读取；请把内容复制到空白模板后上传"),
    "many_rows": _("行数过多，请分成几份文件；最多行数："),
    "no_sheet": _("没有可见的工作表，请取消隐藏后保存"),
    "empty_file": _("文件是空的，请使用模板填写"),
    "no_header": _("前十行里没有表头，请保留模板的列名"),
    # a ticket system's database
    "database_driver": _(
        "本机没有所需的 ODBC 驱动程序，请运行 deploy/setup.sh odbc，并核对 connection 里的名称"
    ),
    "database_unreachable": _("连不上排队系统的数据库，请检查线路、地址和端口"),
    "database_login": _("排队系统的数据库不接受用户名或密码"),
    "database_query": _("排队系统的数据库不接受查询语句，请核对 query"),
    "database_columns": _("查询结果缺少这一列，或有两列同名："),
    "database_order": _("查询结果没有按办完时间排序，请核对 query 的 ORDER BY"),
    "database_slow": _("排队系统的数据库没有在20秒内答复，或一次返回的内容过多"),
    # the header
    "missing_column": _("表头缺少这一列，请按模板补上"),
    "unknown_column": _("没有这个列名，请按模板改正或删去该列"),
    "double_column": _("这一列出现了两次，请删去一列"),
    "unnamed_column": _("该列有内容但没有列名，请补上列名或清空该列"),
    "merged": _("有合并的单元格，请取消合并并逐格填写"),
    # a cell
    "error_value": _("公式出错，请改成正确的内容"),
    "no_stored_value": _("公式没有保存结果，请粘贴为数值"),
    "boolean_here": _("是逻辑值 TRUE 或 FALSE，请改成文字"),
    "day_here": _("被表格软件当成了日期，请把单元格设为“文本”后重新填写"),
    "time_here": _("被表格软件当成了时间，请把单元格设为“文本”后重新填写"),
    "long_number": _("数字超过15位，表格软件不能完整保存，请设为“文本”后重新填写"),
    "hidden_digits": _("显示的数字不是全部，请把显示的和实际的改为一致；实际数值："),
    "odd_character": _("有无法保存的字符，请删去后重新填写"),
    "empty_cell": _("必填，不能为空"),
    "long_cell": _("内容过长"),
    "odd_key": _("只能使用字母、数字、汉字和 . _ -，最多40个字符"),
    "ambiguous_key": _("可能是几个已有编号之一，请写全开头的0："),
    "bad_day": _("日期格式应为 2026-01-31"),
    "bad_moment": _("时间格式应为 2026-01-31 09:30"),
    "bad_number": _("数字超出允许范围"),
    "bad_tariff": _("计费方式有误：各档上限须逐档增大，最低收费不能高于最高收费"),
    "no_method": _("计费方式只能填“单价”“阶梯”“按重量”“按比例”“免费”"),
    "not_of_method": _("所选计费方式不用这一列，请留空"),
    "last_band_open": _("最后一档不设上限，请留空"),
    "price_differs": _("与计费方式或中文价格中的数字不一致；有计费方式时价格可以留空"),
    "no_branch": _("没有这个网点"),
    "no_region": _("没有这个区域（区域在“网点”表中填写）"),
    "two_scopes": _("“区域”和“网点”只能填一项"),
    "no_zone": _("没有这个时区"),
    "bad_phone": _("电话应为3至24位，只含数字、空格、括号和 + -"),
    "no_group": _("没有这个岗位（岗位在“岗位”表中发布；“收费”“咨询”可以直接填写）"),
    "bad_cases": _("类别只能填“建议”“投诉”“表扬”“咨询”，可以填几个，用空格分开"),
    "bad_grades": _("适用评价只能填“不满意”或“全部”"),
    "bad_yes": _("只能填“是”或“否”"),
    "bad_ended": _("停用只能填“是”或“否”，或留空"),
    "odd_class": _(
        "只能填 general、special、contact、closing、ruling、extension、erasure 或一种工单类别"
    ),
    "no_way": _("只能填“柜台”“总部”“邮件”“推送”，用顿号分开，或填“无”"),
    "bad_clock": _("时间格式应为 21:00"),
    "no_part": _("部分只能填“步骤”“材料”“时限”“费用”“窗口”"),
    "no_step": _("至少填写一个步骤"),
    "no_limit": _("缺少时限"),
    "no_fee": _("缺少费用"),
    "no_window": _("缺少窗口"),
    "differs": _("与同一编号的第一行不一致"),
    "twice": _("重复"),
    # paper cards
    "future_day": _("日期不能晚于今天"),
    "no_card": _("卡种只能填礼貌、耐心、积极、热情或专业"),
    "no_giver": _("赠卡人只能填顾客、同事、上级或下级"),
    "not_on_roster": _("该工号当天不在本网点的人员名单上"),
}
"""What can be wrong in a table's file or in one of its cells; after a colon the fault's detail
follows."""


class NoLine(Exception):
    """No believable answer from the office: no connection, a time-out, or a page that the office
    has not signed."""


class Refusal(Exception):
    """A request is refused, for a reason from the list.

    `detail` is for logs and machines, `retry_after` in seconds; `field` is the form's field at
    fault, where FIELDS can't tell.
    """

    def __init__(
        self, code: str, detail: str = "", retry_after: int | None = None, field: str = ""
    ) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.field = field
        self.status: int = REFUSALS[code][0]
        self.wording = REFUSALS[code][1]
