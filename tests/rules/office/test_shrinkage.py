"""Cards per 100 services, drawn towards the field where services are few."""

import pytest

from kiosk.rules.office.shrinkage import USUAL, Given, Prior, prior, shrunk


@pytest.mark.parametrize(
    ("given", "rate"),
    [((3, 10), 0.0727), ((40, 400), 0.0900), ((0, 0), 0.05), ((0, 900), 0.005), ((5, 100), 0.05)],
)
def test_with_the_usual_prior(given: tuple[int, int], rate: float):
    assert round(shrunk(Given(*given)), 4) == rate


def test_few_services_do_not_outdo_many():
    assert 3 / 10 > 40 / 400 and shrunk(Given(3, 10)) < shrunk(Given(40, 400))


def test_a_field_that_differs_by_chance_alone_is_drawn_to_its_mean():
    found = prior([Given(10, 100)] * 20)
    assert found == Prior(pytest.approx(200), 2_000)
    assert shrunk(Given(10, 100), found) == pytest.approx(0.1)


def test_the_prior_of_a_field_by_moments():
    """Rates of 0.05 and 0.15: a spread of 0.0025, of which 0.1 / 1,000 is chance."""
    found = prior([Given(50, 1_000), Given(150, 1_000)] * 10)
    weight = 0.1 / (0.0025 - 0.0001)
    assert found.services == pytest.approx(weight) and found.cards == pytest.approx(0.1 * weight)
    assert 0.05 < shrunk(Given(50, 1_000), found) < 0.06


@pytest.mark.parametrize(
    "field", [[], [Given(9, 10)] * 9, [Given(0, 100)] * 20, [Given(5, 0)] * 20]
)
def test_a_field_that_says_too_little_takes_the_usual_prior(field: list[Given]):
    assert prior(field) == USUAL
