"""Each check has a name and says what to do."""

import pytest

from kiosk.vocabulary.checks import CHECKS


@pytest.mark.parametrize("code", CHECKS)
def test_a_name_is_short_and_what_to_do_is_a_sentence(code: str):
    wording = CHECKS[code]
    assert 2 <= len(wording.title) <= 8 and not wording.title.endswith("。")
    assert wording.todo.endswith("。") and 8 <= len(wording.todo) <= 50
