"""What the demo's halls have to read: service items, fees, guides.

The eight service items are those of the 5P source (S2, P19). Letter postage is
that of China Post since 2006-11-15; other fees, numbers and time limits are
invented and say so in their basis: nobody is charged by them.
"""

import datetime
from decimal import Decimal as D

from kiosk.vocabulary.documents import (
    AnyTariff,
    Band,
    ByWeight,
    FeeItem,
    Fees,
    Flat,
    Free,
    Guide,
    Notice,
    Publication,
    Said,
    Service,
    Stage,
    Tiered,
    Zone,
)

FROM = datetime.date(2014, 1, 1)
POSTAGE = datetime.date(2006, 11, 15)
REVISED = datetime.date(2026, 7, 1)
BASIS = Said("演示数据，并非真实收费", "Demo figures, not a real tariff")

SERVICES = (
    ("1-pay", "燃气费收取", "Paying for gas"),
    ("2-ask", "业务咨询", "Enquiries"),
    ("3-card", "IC卡开卡及补卡", "IC cards"),
    ("4-transfer", "过户更名", "Change of name"),
    ("5-settle", "用户结算", "Settling an account"),
    ("6-hose", "免费胶管发放", "Free hoses"),
    ("7-appliances", "燃气具销售", "Gas appliances"),
    ("8-insurance", "保险销售", "Insurance"),
)


def services() -> list[Publication]:
    """The service items that a rating can name."""
    return [Publication(key, Service(name=Said(zh, en)), FROM) for key, zh, en in SERVICES]


def _item(
    zh: str, en: str, unit: tuple[str, str], price: tuple[str, str], tariff: AnyTariff | None = None
) -> FeeItem:
    return FeeItem(Said(zh, en), Said(*unit), Said(*price), tariff)


def _gas(first: str, second: str, third: str) -> Fees:
    """The form of the national guidance on tiered gas prices; the figures are
    invented."""
    cubic = ("元/立方米", "yuan/m³")
    bands = (Band(D(300), D(first)), Band(D(480), D(second)), Band(None, D(third)))
    tiered = Tiered(bands, persons=4, extra=D(60))
    return Fees(
        title=Said("居民用气价格", "Household gas prices"),
        basis=Said(
            "演示数据，并非真实收费；形式见发改价格〔2014〕467号",
            "Demo figures, not a real tariff; in the form of NDRC document 467 of 2014",
        ),
        synonyms=("阶梯气价", "燃气费"),
        items=(
            _item("全年用气（超过4人的家庭，每多1人各档增加60立方米）",
                  "A year's gas; 60 m³ more in each band per person above 4",
                  cubic, ("阶梯", "by bands"), tiered),
            _item("第一档：不超过300立方米", "Band 1: up to 300 m³ a year",
                  cubic, (first, first)),
            _item("第二档：超过300至480立方米", "Band 2: above 300 to 480 m³",
                  cubic, (second, second)),
            _item("第三档：超过480立方米", "Band 3: above 480 m³", cubic, (third, third)),
        ),
    )  # fmt: skip


def fees() -> list[Publication]:
    """Fee schedules, one of them with an earlier version."""
    once, piece = ("元/次", "yuan each time"), ("元/张", "yuan a card")
    counter = Fees(
        title=Said("营业厅服务收费", "Service hall charges"),
        basis=BASIS,
        items=(
            _item("IC卡补卡", "Replacing an IC card", piece, ("20", "20"), Flat(D(20))),
            _item("燃气胶管", "Gas hose", ("根", "each"), ("免费", "free"), Free()),
            _item("过户更名", "Change of name", once, ("免费", "free")),
            _item("改装管道上门勘察", "Survey for new pipes", once, ("60", "60")),
        ),
    )
    letter = ByWeight(
        (
            Zone(Said("本埠", "Local"), (Stage(100, 20, D("0.80")), Stage(2000, 100, D("1.20")))),
            Zone(Said("外埠", "Elsewhere"),
                 (Stage(100, 20, D("1.20")), Stage(2000, 100, D("2.00")))),
        )
    )  # fmt: skip
    yuan = ("元", "yuan")
    post = Fees(
        title=Said("国内信函资费", "Domestic letters"),
        basis=Said("国家发展改革委、国家邮政局，2006年11月15日起",
                   "NDRC and State Post Bureau, from 15 November 2006"),
        synonyms=("寄信", "邮票", "邮费"),
        items=(
            _item("国内信函，按重量和地区", "Domestic letter by weight and place", yuan,
                  ("见下", "see below"), letter),
            _item("首重100克内，每20克", "Up to 100 g, per 20 g", yuan,
                  ("本埠0.80，外埠1.20", "local 0.80, elsewhere 1.20")),
            _item("续重超过100至2000克，每100克", "Over 100 to 2000 g, per 100 g", yuan,
                  ("本埠1.20，外埠2.00", "local 1.20, elsewhere 2.00")),
        ),
    )  # fmt: skip
    return [
        Publication("gas", _gas("2.60", "3.10", "3.90"), FROM),
        Publication("gas", _gas("2.75", "3.30", "4.10"), REVISED),
        Publication("counter", counter, FROM),
        Publication("post", post, POSTAGE),
    ]


def guides() -> list[Publication]:
    """Guides as steps with papers, time limit, fee and window."""
    transfer = Guide(
        title=Said("过户更名", "Change of name"),
        steps=(
            Said("带齐证件到咨询窗口", "Bring your documents to the enquiries window"),
            Said("当面核对表底数和气费", "Check the meter reading and gas bill together"),
            Said("填写过户申请并签字", "Fill in and sign the application"),
            Said("领取新的用气合同", "Collect your new contract"),
        ),
        papers=(
            Said("新户主身份证原件", "New account holder's original ID card"),
            Said("房屋产权证明", "Proof of ownership"),
            Said("原用气合同或IC卡", "Previous contract or IC card"),
        ),
        limit=Said("当场办结", "On the spot"),
        fee=Said("免费", "Free"),
        window=Said("咨询窗口", "Enquiries window"),
    )
    card = Guide(
        title=Said("IC卡补卡", "Replacing an IC card"),
        steps=(
            Said("到收费窗口说明情况", "Explain at the payment window"),
            Said("核对户号和身份证", "Show your account number and ID card"),
            Said("交补卡费", "Pay the fee"),
            Said("领卡并当场试插", "Collect the card and try it on the spot"),
        ),
        papers=(Said("户主身份证", "Account holder's ID card"), Said("户号", "Account number")),
        limit=Said("当场办结", "On the spot"),
        fee=Said("20元/张", "20 yuan a card"),
        window=Said("收费窗口", "Payment window"),
    )
    leak = Guide(
        title=Said("闻到燃气味怎么办", "If you smell gas"),
        steps=(
            Said("不要开关任何电器，不要点火", "Don't switch anything on or off; no flames"),
            Said("打开门窗，关闭表前阀门", "Open the windows and close the meter valve"),
            Said("到室外拨打抢修电话", "Go outside and call the emergency line"),
            Said("等抢修人员检查后再用气", "Use gas again only after the inspection"),
        ),
        papers=(),
        limit=Said("抢修人员立即出发", "The repair team sets out at once"),
        fee=Said("免费", "Free"),
        window=Said("无需到窗口办理", "No visit needed"),
    )
    letter = Guide(
        title=Said("寄挂号信", "Sending a registered letter"),
        steps=(
            Said("信封写清收件人、地址和邮编", "Write name, address and postcode on the envelope"),
            Said("到邮政窗口当面称重", "Have it weighed at the postal window"),
            Said("交邮费，领收据", "Pay the postage and take the receipt"),
        ),
        papers=(Said("寄件人身份证", "Sender's ID card"),),
        limit=Said("当场办结", "On the spot"),
        fee=Said("见国内信函资费", "See domestic letters"),
        window=Said("邮政窗口", "Postal window"),
        synonyms=("寄信", "邮局"),
    )
    return [
        Publication("letter", letter, FROM),
        Publication("transfer", transfer, FROM),
        Publication("card", card, FROM),
        Publication("leak", leak, FROM),
    ]


def notices() -> list[Publication]:
    """A notice for all halls."""
    warm = Notice(
        title=Said("冬季延长服务", "Longer hours in winter"),
        text=Said(
            "12月至2月，各厅周六服务到17:00。", "December to February: Saturdays until 17:00."
        ),
    )
    return [Publication("winter", warm, REVISED)]
