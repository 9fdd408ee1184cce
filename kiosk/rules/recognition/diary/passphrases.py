"""The passphrase of a diary (P06): five words, drawn by the machine.

A word is two characters, one of 64 that describe and one of 64 that name, such as 红马. Each of the
4,096 words is as likely as any other: 12 bits a word, 60 bits in all. A person remembers five
pictures, and types them in Chinese or as pinyin letters, with or without blanks; both are the same
passphrase, and no two passphrases are typed alike (tests/rules/recognition/diary).
"""

import re

from kiosk.rules.input.folding import fold

WORDS = 5
BITS = 60
"""Of chance in a passphrase; `drawn` takes as many."""
BYTES = 8
"""Random bytes that hold them."""
_FIRST = (
    "红hong 黄huang 蓝lan 白bai 黑hei 青qing 紫zi 金jin 银yin 铜tong 铁tie 木mu 石shi"
    " 玉yu 竹zhu 草cao 大da 小xiao 高gao 低di 明ming 短duan 老lao 新xin 快kuai 慢man"
    " 冷leng 热re 暖nuan 甜tian 苦ku 香xiang 圆yuan 方fang 胖pang 瘦shou 早zao 晚wan 春chun"
    " 夏xia 秋qiu 冬dong 南nan 北bei 西xi 山shan 海hai 云yun 雪xue 风feng 花hua 星xing"
    " 月yue 江jiang 湖hu 河he 双shuang 三san 五wu 七qi 九jiu 千qian 空kong 深shen"
)
_SECOND = (
    "马ma 牛niu 羊yang 狗gou 猫mao 鸡ji 鸭ya 鹤he 鱼yu 鸟niao 虎hu 龙long 兔tu"
    " 蛇she 猴hou 象xiang 熊xiong 鹿lu 狼lang 蜂feng 蝶die 树shu 花hua 草cao 果guo 瓜gua"
    " 桃tao 梨li 枣zao 豆dou 米mi 面mian 茶cha 酒jiu 糖tang 盐yan 碗wan 盘pan 杯bei"
    " 刀dao 灯deng 钟zhong 镜jing 床chuang 桌zhuo 椅yi 门men 墙qiang 桥qiao 船chuan 车che 塔ta"
    " 田tian 鼓gu 琴qin 笛di 笔bi 纸zhi 球qiu 伞san 鞋xie 布bu 针zhen 梯ti"
)
FIRST = {said[0]: said[1:] for said in _FIRST.split()}
SECOND = {said[0]: said[1:] for said in _SECOND.split()}
"""The characters with their pinyin, in an order that never changes."""
_SPELLED = FIRST | SECOND
_WORD = re.compile(
    f"(?:{'|'.join(sorted(FIRST.values(), key=len, reverse=True))})"
    f"(?:{'|'.join(sorted(SECOND.values(), key=len, reverse=True))})"
)
_BETWEEN = re.compile(r"[\s,，、.。·'-]+")


def drawn(chance: bytes) -> tuple[str, ...]:
    """Five words from BYTES random bytes, of which BITS bits count."""
    left = int.from_bytes(chance[:BYTES]) % (1 << BITS)
    first, second = tuple(FIRST), tuple(SECOND)
    words = []
    for _ in range(WORDS):
        left, one = divmod(left, len(first) * len(second))
        words.append(first[one // len(second)] + second[one % len(second)])
    return tuple(words)


def pinyin(word: str) -> str:
    """A word in the letters that it can be typed in."""
    return "".join(_SPELLED[one] for one in word)


def letters(typed: str) -> str:
    """A passphrase as it was typed, in letters alone; what is no passphrase stays what it is."""
    plain = _BETWEEN.sub("", fold(typed).lower())
    return "".join(_SPELLED.get(one, one) for one in plain)


def is_one(typed: str) -> bool:
    """Whether these can be five words of the list."""
    return bool(re.fullmatch(f"(?:{_WORD.pattern}){{{WORDS}}}", letters(typed)))
