from tools.analysis.debt.churn import Churn
from tools.analysis.debt.copies import Copy
from tools.analysis.debt.hotspots import hotspots
from tools.analysis.debt.measures import FileMeasure, FunctionMeasure, TreeMeasure
from tools.analysis.debt.practices import missing_practices
from tools.analysis.debt.proposals import proposals
from tools.security.manifests import Dependency
from tools.security.releases import Outdated

CHANGES = Churn(
    {"hot.py": 6, "calm.py": 1, "long.py": 3, "gone.py": 9}, {"hot.py": frozenset({"a", "b"})}, 10, True
)
TREE = TreeMeasure(
    {
        "hot.py": FileMeasure(100, (FunctionMeasure("settle", 5, 60, 24), FunctionMeasure("fee", 61, 70, 2))),
        "calm.py": FileMeasure(400, (FunctionMeasure("parse", 1, 300, 60),)),
        "long.py": FileMeasure(300, (FunctionMeasure("read", 1, 5, 4),)),
    },
    (Copy("hot.py", 10, 29, "calm.py", 3),),
    {},
)


def test_hot_is_what_is_hard_and_often_changed() -> None:
    hot = hotspots(TREE, CHANGES)
    assert [spot.path for spot in hot] == ["hot.py", "long.py"]
    assert hot[0].share == 6 * 26 / (6 * 26 + 3 * 4)
    assert hot[0].hardest is not None
    assert hot[0].hardest.name == "settle"


def test_each_step_names_its_gain() -> None:
    old = Outdated(Dependency("PyPI", "requests", "2.19.1", "requirements.txt", 3), "2.32.3", 5.96)
    fresh = Outdated(Dependency("PyPI", "pika", "1.3.1", "requirements.txt", 4), "1.3.2", 0.5)
    split, share, update = proposals(TREE, hotspots(TREE, CHANGES), [old, fresh], 90)
    assert (split.title, split.line) == ("Split `settle` into 3 functions", 5)
    assert split.gain == "its hardest part has some 9 ways through it instead of 24"
    assert "6 times in 90 days by 2 people" in split.why
    assert share.gain == "20 lines fewer, 2.5% of the code"
    assert update.title == "Update requests from 2.19.1 to 2.32.3"
    assert update.gain == "6.0 years of releases closer to the newest"


def test_a_well_kept_repository_misses_nothing() -> None:
    kept = [
        "README.md",
        "CODEOWNERS",
        "Jenkinsfile",
        "requirements.lock",
        "tests/test_a.py",
        "ruff.toml",
        "a.py",
    ]
    assert missing_practices(kept) == []
    assert [item.name for item in missing_practices(["a.py", "README"])] == [
        "owners (CODEOWNERS)",
        "checks that run by themselves",
        "pinned dependencies",
        "tests",
        "settings of a linter or formatter",
    ]
    assert missing_practices(["notes.md"]) == []
