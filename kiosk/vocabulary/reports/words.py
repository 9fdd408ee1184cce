"""The words of a report around its figures, and what its cards are called where an office imports
them."""

from kiosk.vocabulary.documents import Said


def _(message: str) -> str:
    """Marks a message id for the translation files; it is translated when shown."""
    return message


IMPORTED = {
    "polite": Said("礼貌卡（报表）", "Polite cards (report)"),
    "patient": Said("耐心卡（报表）", "Patient cards (report)"),
    "positive": Said("积极卡（报表）", "Positive cards (report)"),
    "passionate": Said("热情卡（报表）", "Passionate cards (report)"),
    "professional": Said("专业卡（报表）", "Professional cards (report)"),
}
"""What a report's cards are called where an office takes them in as figures of another system."""
REST = {
    mark: Said(f"{name.zh[:-1]}，不含存疑）", f"{name.en[:-1]}, flagged left out)")
    for mark, name in IMPORTED.items()
}
"""The same without what is flagged."""
WORDS = {
    "title": _("服务质量%(period)s"),
    "scope": _("全部网点"),
    "region": _("区域：%(name)s"),
    "cover": _("四大核心主题：人文关怀、阳光管理、规范守则、真心服务"),
    "now": _("本期"),
    "before": _("上期"),
    "change": _("变化"),
    "note": _("说明"),
    "figure": _("项目"),
    "n": _("数值"),
    "of": _("总数"),
    "share": _("占比"),
    "chapter": _("主题"),
    "section": _("类别"),
    "facts": _("依据"),
    "code": _("代码"),
    "range_low": _("区间下限"),
    "range_high": _("区间上限"),
    "n_before": _("上期数值"),
    "of_before": _("上期总数"),
    "share_before": _("上期占比"),
    "n_rest": _("数值（不含存疑）"),
    "of_rest": _("总数（不含存疑）"),
    "n_rest_before": _("上期数值（不含存疑）"),
    "rest": _("不含存疑 %(n)s"),
    "in_brackets": _("括号内为不含存疑的数字。"),
    "column_rest": _("%(column)s（不含存疑）"),
    "hall": _("名称"),
    "none": _("未登记"),
    "few": _("少于5"),
    "later": _("出具时计算"),
    "range": _("95%%置信区间 %(low)s–%(high)s"),
    "sample": _("样本不足"),
    "n_of": _("%(n)s / %(of)s"),
    "seconds": _("%(n)s秒"),
    "minutes": _("%(n)s分%(s)s秒"),
    "points": _("%(n)s个百分点"),
    "sure": _("变化超出偶然"),
    "least": _("五种卡中，%(names)s卡最少。"),
    "comma": _("、"),
    "differs": _("五种卡的差别超出偶然（χ²=%(chi2)s，自由度%(df)s，p%(p)s）。"),
    "even": _("五种卡的差别可能出于偶然（χ²=%(chi2)s，自由度%(df)s，p%(p)s）。"),
    "target": _("满意率目标%(share)s，看截至%(week)s那一周的各整周："),
    "too_few": _("卡片太少，不判断五种卡之间的差别。"),
    "issued": _("%(day)s 出具，校验值 %(digest)s"),
    "preview": _("尚未出具，数字截至 %(day)s"),
    "page": _("第 %(n)s 页，共 %(m)s 页"),
    "hint": _("“未登记”表示没有这项记录，不是0。与上期比较；占比附95%置信区间。"),
    "quotes": _("顾客留言摘录（号码已隐去）"),
    "hidden": _("〔号码已隐去〕"),
    "by_branch": _("各网点"),
    "branch": _("网点"),
    "mail": _("%(title)s（%(span)s，%(scope)s）"),
    "mail_text": _("报表见附件（PDF 和 xlsx）。"),
    "mail_link": _("在线查看（可逐项查看依据）：%(link)s"),
    "mail_number": _("校验值：%(digest)s"),
}
"""The words of the report itself, on the page and on paper alike."""
TARGETS = {
    "always": _("✓ 稳定达到目标"),
    "never": _("✕ 达不到目标"),
    "at_times": _("？ 有时达到，有时达不到，属正常波动"),
    "none": _("– 数据不足，不作判断"),
}
"""Whether a figure that varies as usual reaches its target: an icon and its words
(kiosk/rules/office/xmr.py)."""
