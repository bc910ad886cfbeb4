"""``at`` with thresholds by segment value and with any policy of a record; hostile values; what is refused."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from workbench.cli.policy_words import parse_order, parse_policy, parse_tiers
from workbench.errors import InputError

NAMED = ("--label", "fraud", "--score", "p")
TIERS = {"gold": 0.61, "basic": 0.4}


def cells(rows, flagged):
    found = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for row in rows:
        found[("tp" if row.fraud else "fp") if flagged(row) else ("fn" if row.fraud else "tn")] += 1
    return found


def test_thresholds_by_value_are_measured_row_by_row(run, rows) -> None:
    ran = run("at", "predictions.csv", *NAMED, "--by", "tier", "--thresholds", "gold=0.61,basic=0.4", "--json")
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert found["policy"] == {"kind": "tiered", "score": "p", "segment": "tier", "thresholds": TIERS}
    assert found["operating_point"]["confusion"] == cells(rows, lambda row: row.p >= TIERS[row.tier])
    for tier in found["operating_point"]["tiers"]:
        own = [row for row in rows if row.tier == tier["value"]]
        assert tier["confusion"] == cells(own, lambda row: row.p >= TIERS[row.tier])
        assert tier["same_actions"]["above"] == max(row.p for row in own if row.p < tier["threshold"])
        assert tier["same_actions"]["up_to"] == min(row.p for row in own if row.p >= tier["threshold"])


@pytest.mark.parametrize(
    "words",
    [
        ["--by", "tier", "--tier", "gold=0.61", "--tier", "basic=0.4"],
        ["--segment", "tier", "--thresholds", "gold=0.61", "--thresholds", "basic=0.4"],
        ["--policy", json.dumps({"kind": "tiered", "score": "p", "segment": "tier", "thresholds": TIERS})],
    ],
)
def test_the_same_policy_can_be_said_in_several_ways(run, words) -> None:
    usual = run("at", "predictions.csv", *NAMED, "--by", "tier", "--thresholds", "gold=0.61,basic=0.4", "--json")
    ran = run("at", "predictions.csv", *NAMED, *words, "--json")
    assert (ran.status, ran.out) == (0, usual.out), ran.err


def test_a_value_can_be_nobody(run, rows) -> None:
    ran = run("at", "predictions.csv", *NAMED, "--by", "tier", "--thresholds", "gold=nobody,basic=0.4", "--json")
    found = json.loads(ran.out)
    assert found["policy"]["thresholds"] == {"gold": None, "basic": 0.4}
    assert found["operating_point"]["confusion"] == cells(rows, lambda row: row.tier == "basic" and row.p >= 0.4)


def test_only_and_a_mix_of_scores(run, rows) -> None:
    policy = {"kind": "tiered", "score": None, "segment": "tier", "thresholds": {"gold": 0.5, "basic": 0.3},
              "scores": {"gold": "p", "basic": "q"}}  # fmt: skip
    ran = run("at", "predictions.csv", "--label", "fraud", "--score", "p", "--score", "q", "--policy",
              json.dumps(policy), "--only", "channel=web", "--json")  # fmt: skip
    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    own = [row for row in rows if row.channel == "web"]
    expected = cells(own, lambda row: row.p >= 0.5 if row.tier == "gold" else row.q >= 0.3)
    assert (found["policy"], found["operating_point"]["confusion"]) == (policy, expected)


def test_the_text_has_a_row_a_tier_with_all_digits(run) -> None:
    ran = run("at", "predictions.csv", *NAMED, "--by", "tier", "--thresholds", "gold=0.30000000000000004,basic=0.4")
    assert ran.status == 0
    assert "tier gold" in ran.out
    assert "p >= 0.30000000000000004" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say one policy to measure"),
        (["--threshold", "0.5", "--thresholds", "gold=0.5,basic=0.4", "--by", "tier"], "--threshold and --thresholds"),
        (["--threshold", "0.5", "--by", "tier"], "--by"),
        (["--thresholds", "gold=0.5,basic=0.4"], "segment column"),
        (["--by", "tier", "--thresholds", "gold=0.5"], "no threshold for tier = 'basic'"),
        (["--by", "tier", "--thresholds", "gold=0.5,basic=0.4,silver=0.1"], "'silver' is no value of tier"),
        (["--by", "tier", "--thresholds", "gold=0.5,basic"], "cannot be read"),
        (["--by", "tier", "--thresholds", "gold=0.5,basic=x"], "cannot be read"),
        (["--by", "tier", "--thresholds", "gold=0.5,basic=inf"], "cannot be read"),
        (["--by", "tier", "--tier", "gold=0.5", "--tier", "gold=0.4"], "twice"),
        (["--by", "colour", "--thresholds", "gold=0.5"], "colour"),
        (["--policy", "{"], "not JSON"),
        (["--policy", "[]"], "neither JSON nor a file"),
        (["--policy", "gone.json"], "neither JSON nor a file"),
        (["--policy", '{"kind": "dice"}'], "does not exist"),
        (["--policy", '{"kind": "single", "score": "r", "threshold": 0.5}'], "'r' is not one of the scores"),
        (["--policy", '{"kind": "tiered", "score": "p", "segment": "colour", "thresholds": {"a": 1}}'], "colour"),
        (["--policy", '{"kind": "tiered", "score": "p", "segment": "tier", "thresholds": {"gold": 1}}'], "'basic'"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_status_2_in_one_sentence(run, words, said) -> None:
    ran = run("at", "predictions.csv", *NAMED, *words)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "our fault" not in ran.err


HOSTILE = [
    "a=b",
    "a,b",
    "x=1,y",
    "| *d* [a](b)",
    "=1+1",
    "@SUM(A1)",
    "-z",
    "שלום",
    "🚗",
    "l" * 400,
    "a  b",
    "'q' \"r\" $HOME",
    "nobody",
]


@pytest.fixture
def hostile(folder: Path) -> Path:
    """Three rows for each hostile value; CSV with every value quoted."""
    lines = ["fraud,p,road"]
    for place, value in enumerate(HOSTILE):
        quoted = '"' + value.replace('"', '""') + '"'
        lines += [f"{fraud},{score + place / 1000!r},{quoted}" for fraud, score in ((1, 0.9), (0, 0.5), (1, 0.2))]
    (folder / "hostile.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_hostile_values_take_the_whole_trip_and_come_back_by_the_memos_command(run, hostile) -> None:
    """at -> record -> memo -> the command it prints -> the same policy with the same counts."""
    from workbench.api import at, decide, memo, sweep
    from workbench.decision import read_decision
    from workbench.exporters.blocks import Facts
    from workbench.exporters.memo import build_memo
    from workbench.predictions import read_predictions

    rows = read_predictions(hostile / "hostile.csv", label="fraud", score="p", segments=["road"])
    thresholds = {value: 0.2 + place / 1000 if place % 2 else 0.6 for place, value in enumerate(HOSTILE)}
    words = [word for value, each in thresholds.items() for word in ("--tier", f"{value}={each!r}")]
    ran = run("at", "hostile.csv", *NAMED, "--by", "road", *words, "--json")
    assert ran.status == 0, ran.err
    measured = json.loads(ran.out)
    assert measured["policy"]["thresholds"] == thresholds
    assert measured["operating_point"]["confusion"]["tp"] == sum(2 if place % 2 else 1 for place in range(len(HOSTILE)))
    decision = decide(at(sweep(rows), thresholds=thresholds, by="road"), rationale="x", owner="Ada")
    (hostile / "d.json").write_text(decision.to_json(), encoding="utf-8")
    read = read_decision(hostile / "d.json")
    for suffix in (".md", ".html", ".docx", ".pdf"):
        assert len(memo(read).to_bytes(suffix)) > 1000
    facts = dict(
        item
        for section in build_memo(read).sections
        for block in section.blocks
        if isinstance(block, Facts)
        for item in block.items
    )
    command = shlex.split(facts["To compute it again"].replace("PREDICTIONS", "hostile.csv"))
    assert command[:3] == ["python", "-m", "workbench"]
    again = run(*command[3:], "--json")
    assert again.status == 0, again.err
    assert json.loads(again.out)["policy"] == read["policy"] == measured["policy"]

    def by_value(point):  # keys of JSON have no order, so neither have tiers
        return sorted(point["tiers"], key=lambda tier: tier["value"])

    assert by_value(json.loads(again.out)["operating_point"]) == by_value(read["operating_point"])


def test_a_record_can_be_measured_again_from_its_file(run, folder) -> None:
    first = run(
        "decide", "predictions.csv", *NAMED, "--rule", "max:f1", "--rationale", "x", "--owner", "A", "--out", "d.json"
    )
    assert first.status == 0, first.err
    again = json.loads(run("at", "predictions.csv", *NAMED, "--policy", "d.json", "--json").out)
    record = json.loads((folder / "d.json").read_text(encoding="utf-8"))
    assert again["policy"] == record["policy"]
    assert again["operating_point"]["confusion"] == record["operating_point"]["confusion"]


def test_values_with_commas_in_a_list() -> None:
    assert parse_tiers(["town=0.5,motor,way=0.3"], []) == {"town": 0.5, "motor,way": 0.3}
    assert parse_tiers(["a=1e-3,b=-2"], ["c,d=1=0.5"]) == {"a": 0.001, "b": -2.0, "c,d=1": 0.5}


@pytest.mark.parametrize("text", ["", "a", "=", "a=", "a=b", "a=nan", "a=0.5,"])
def test_a_tier_without_a_threshold_is_refused(text) -> None:
    if text == "a=0.5,":  # a comma at the end ends the list
        assert parse_tiers([text], []) == {"a": 0.5}
    else:
        with pytest.raises(InputError, match="cannot be read"):
            parse_tiers([], [text])


def test_an_order_names_every_value_once() -> None:
    assert parse_order(["b,a", "c,d"], ["a", "b", "c,d"]) == ["b", "a", "c,d"]
    for texts, said in ((["a"], "leaves out 'b'"), (["a,b,c"], "names 'c'"), (["a,b,a"], "twice")):
        with pytest.raises(InputError, match=said):
            parse_order(texts, ["a", "b"])


def test_a_policy_in_a_file_is_one(tmp_path) -> None:
    (tmp_path / "p.json").write_text('{"kind": "single"}', encoding="utf-8")
    assert parse_policy(str(tmp_path / "p.json")) == {"kind": "single"}
