from __future__ import annotations

from gk_pipeline.rules.corroboration import corroborated_ids
from gk_pipeline.rules.evaluate import evaluate
from gk_pipeline.rules.prose import compare_claims

from .reports import by_key, claim, facts

STAFF = {"old.8.3": 3, "old.8.3.1": 0, "old.8.3.2": 3}


def test_a_sum_that_says_something_proves_all_its_values() -> None:
    assert corroborated_ids(evaluate("old2014", facts(STAFF))) == {f"d:{cell}" for cell in STAFF}


def test_zeros_failures_and_open_rules_prove_nothing() -> None:
    for sheet in (dict.fromkeys(STAFF, 0), STAFF | {"old.8.3": 4}, STAFF | {"old.8.3.1": None}):
        assert corroborated_ids(evaluate("old2014", facts(sheet))) == set()


def test_inequalities_conditions_and_domains_prove_nothing() -> None:
    sheet = facts({"old.1.1.a": 3, "old.1.1": 9, "old.9.2": 1, "old.9.3": 40})
    results = evaluate("old2014", sheet)
    assert {each.rule_id for each in results if each.outcome == "passed"} >= {"O08", "O18", "O20"}
    assert corroborated_ids(results) == set()


def test_a_value_proved_in_one_direction_stays_proved() -> None:
    row = {"app.granted[natural_person]": 2, "app.granted[total]": 2}
    row |= {f"app.granted[{c}]": 0 for c in ("org_business", "org_research", "org_nonprofit", "org_legal_service")}
    row |= {"app.granted[org_other]": 0, "pub.normdocs.in_force": 7}
    assert corroborated_ids(evaluate("fmt2021", facts(row))) == {f"d:{cell}" for cell in row if "app" in cell}


def test_last_years_report() -> None:
    sheet, previous = facts({"app.carried_in[total]": 4}), by_key(facts({"app.carried_out[total]": 4}))
    results = evaluate("fmt2021", sheet, year=2022, previous=previous)
    assert corroborated_ids(results) == {"d:app.carried_in[total]", "d:app.carried_out[total]"}


def test_prose_proves_the_value_it_states_exactly() -> None:
    sheet = facts({"old.1.1": 222, "old.3.1": 0, "old.9.3": 70, "old.4": 5})
    claims = [
        claim("old.1.1", 222),
        claim("old.3.1", 0, "未收到"),
        claim("old.9.3", 70, "70", "约70人", approximate=True),
        claim("old.4", 6),
    ]
    assert corroborated_ids(compare_claims(sheet, claims)) == {"d:old.1.1"}
