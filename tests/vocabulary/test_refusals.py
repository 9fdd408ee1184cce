"""A refusal is one of the list, with its status and its wording."""

import pytest

from kiosk.vocabulary.refusals import FAULTS, REFUSALS, Refusal


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_has_the_status_and_wording_of_its_code(code: str):
    refusal = Refusal(code, "detail")
    assert (refusal.status, refusal.wording) == REFUSALS[code]
    assert 400 <= refusal.status < 600
    assert str(refusal) == f"{code} detail" and refusal.wording.endswith("。")


def test_how_long_to_wait_is_said_by_whoever_knows():
    assert Refusal("wait", retry_after=60).retry_after == 60
    assert Refusal("wait").retry_after is None


def test_a_code_that_is_not_on_the_list_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        _ = Refusal("no_such_code").status


def test_faults_of_cells_have_no_full_stop_since_they_end_a_line():
    assert not [code for code, wording in FAULTS.items() if wording.endswith("。")]
