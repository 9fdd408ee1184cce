"""A flood from one station ends at the rate; a whole history fits into the burst."""

from kiosk.rules.office import rate
from kiosk.rules.office.rate import FULL, take


def calls(number: int, apart: int, bucket: rate.Bucket = FULL) -> tuple[rate.Bucket, int]:
    """After so many calls, `apart` ms from one another: the bucket, and how many had to wait."""
    waited = 0
    for n in range(number):
        bucket, wait = take(bucket, n * apart)
        waited += wait > 0
    return bucket, waited


def test_a_whole_history_passes_at_once():
    facts, contents = 20_000 // 500, 2_000
    assert calls(facts + contents, 0)[1] == 0


def test_a_flood_gets_what_the_rate_gives():
    waited = calls(60_000, 1)[1]
    let_in = 60_000 - waited
    assert let_in == rate.BURST + 60 * rate.A_SECOND or abs(let_in - 4200) <= 1


def test_a_station_in_daily_work_never_waits():
    assert calls(100_000, 1000)[1] == 0


def test_who_must_wait_is_let_in_after_that():
    bucket, _ = calls(rate.BURST, 0)
    bucket, wait = take(bucket, 0)
    assert wait == 1
    assert take(bucket, wait * 1000)[1] == 0


def test_a_clock_that_starts_again_gives_nothing():
    assert take(rate.Bucket(0.5, 10_000), 0) == (rate.Bucket(0.5, 0), 1)
