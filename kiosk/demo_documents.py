"""What the demo's halls have to read: service items, fees, guides.

The eight service items are those of the 5P source (S2, P19). Fees, numbers and
time limits are invented and say so in their basis: nobody is charged by them.
"""

import datetime

from kiosk.documents import FeeItem, Fees, Guide, Publication, Said, Service

FROM = datetime.date(2014, 1, 1)
REVISED = datetime.date(2026, 7, 1)
BASIS = Said("演示数据，并非真实收费", "Demo figures, not a real tariff")

SERVICES = (
    ("pay", "燃气费收取", "Paying for gas"),
    ("ask", "业务咨询", "Advice"),
    ("appliances", "燃气具销售", "Gas appliances"),
    ("settle", "用户结算", "Settling an account"),
    ("transfer", "过户更名", "Change of name"),
    ("insurance", "保险销售", "Insurance"),
    ("hose", "免费胶管发放", "Free hoses"),
    ("card", "IC卡开卡及补卡", "IC cards"),
)


def services() -> list[Publication]:
    """The service items that a rating can name."""
    return [Publication(key, Service(name=Said(zh, en)), FROM) for key, zh, en in SERVICES]


def _item(zh: str, en: str, unit: tuple[str, str], price: tuple[str, str]) -> FeeItem:
    return FeeItem(Said(zh, en), Said(*unit), Said(*price))


def _gas(first: str, second: str, third: str) -> Fees:
    cubic = ("元/立方米", "yuan/m³")
    return Fees(
        title=Said("居民用气价格", "Household gas prices"),
        basis=BASIS,
        items=(
            _item("第一档：每年300立方米内", "Band 1: up to 300 m³ a year", cubic, (first, first)),
            _item("第二档：301至480立方米", "Band 2: 301 to 480 m³", cubic, (second, second)),
            _item("第三档：480立方米以上", "Band 3: above 480 m³", cubic, (third, third)),
        ),
    )


def fees() -> list[Publication]:
    """Fee schedules, one of them with an earlier version."""
    once, piece = ("元/次", "yuan each time"), ("元/张", "yuan a card")
    counter = Fees(
        title=Said("营业厅服务收费", "Fees at the counter"),
        basis=BASIS,
        items=(
            _item("IC卡补卡", "Replacing an IC card", piece, ("20", "20")),
            _item("燃气胶管", "Gas hose", ("根", "each"), ("免费", "free")),
            _item("过户更名", "Change of name", once, ("免费", "free")),
            _item("改装管道上门勘察", "Survey for new pipes", once, ("60", "60")),
        ),
    )
    post = Fees(
        title=Said("邮政代办点资费", "Postage at our postal counter"),
        basis=BASIS,
        items=(
            _item("本地信函，100克以内每20克", "Local letter, each 20 g up to 100 g",
                  ("元", "yuan"), ("0.80", "0.80")),
            _item("外地信函，100克以内每20克", "Letter elsewhere, each 20 g up to 100 g",
                  ("元", "yuan"), ("1.20", "1.20")),
            _item("包裹", "Parcel", ("元/件", "yuan"), ("按重量和距离", "by weight and zone")),
        ),
    )  # fmt: skip
    return [
        Publication("gas", _gas("2.60", "3.10", "3.90"), FROM),
        Publication("gas", _gas("2.75", "3.30", "4.10"), REVISED),
        Publication("counter", counter, FROM),
        Publication("post", post, FROM),
    ]


def guides() -> list[Publication]:
    """Guides as steps with papers, time limit, fee and window."""
    transfer = Guide(
        title=Said("过户更名", "Change of name"),
        steps=(
            Said("带齐证件到咨询窗口", "Bring your papers to the advice window"),
            Said("当面核对表底数和气费", "Check the meter and the account together"),
            Said("填写过户申请并签字", "Fill in and sign the form"),
            Said("领取新的用气合同", "Take your new contract"),
        ),
        papers=(
            Said("新户主身份证原件", "New owner's identity card"),
            Said("房屋产权证明", "Proof of ownership"),
            Said("原用气合同或IC卡", "Old contract or IC card"),
        ),
        limit=Said("当场办结", "Done at once"),
        fee=Said("免费", "Free"),
        window=Said("咨询窗口", "Advice window"),
    )
    card = Guide(
        title=Said("IC卡补卡", "Replacing an IC card"),
        steps=(
            Said("到收费窗口说明情况", "Tell the pay window"),
            Said("核对户号和身份证", "Show account number and identity card"),
            Said("交补卡费", "Pay the fee"),
            Said("领卡并当场试插", "Take the card and try it at once"),
        ),
        papers=(Said("户主身份证", "Owner's identity card"), Said("户号", "Account number")),
        limit=Said("当场办结", "Done at once"),
        fee=Said("20元/张", "20 yuan a card"),
        window=Said("收费窗口", "Pay window"),
    )
    leak = Guide(
        title=Said("闻到燃气味怎么办", "If you smell gas"),
        steps=(
            Said("不要开关任何电器，不要点火", "Switch nothing on or off, light nothing"),
            Said("打开门窗，关闭表前阀门", "Open windows, close the valve at the meter"),
            Said("到室外拨打抢修电话", "Go outside and call for repair"),
            Said("等抢修人员检查后再用气", "Use gas again only after the check"),
        ),
        papers=(),
        limit=Said("抢修人员立即出发", "Repair sets out at once"),
        fee=Said("免费", "Free"),
        window=Said("不需到窗口", "No window needed"),
    )
    return [
        Publication("transfer", transfer, FROM),
        Publication("card", card, FROM),
        Publication("leak", leak, FROM),
    ]
