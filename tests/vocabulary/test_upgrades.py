"""How an upgrade ended is said in words."""

import re
from pathlib import Path

from kiosk.vocabulary import upgrades

UPKEEP = Path(__file__).parents[2] / "kiosk/commands/upkeep"


def test_every_outcome_that_a_step_names_has_its_wording():
    text = "".join(path.read_text("utf-8") for path in UPKEEP.glob("*.py"))
    named = set(re.findall(r'Failed\(\s*"(\w+)"|under_way\.said\(up, "(\w+)"', text))
    codes = {one or other for one, other in named}
    assert len(codes) > 8 and codes <= set(upgrades.OUTCOMES)


def test_every_outcome_says_what_became_of_the_program():
    kept = ("没有改动", "原来的版本")
    for code, says in upgrades.OUTCOMES.items():
        assert code == upgrades.DONE or any(one in says for one in kept), code
