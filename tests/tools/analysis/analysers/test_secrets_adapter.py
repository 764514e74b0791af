import pytest

from tests.tools.analysis.analysers.looking import added, rules
from tools.analysis.analysers.secrets import SecretAnalyser


@pytest.mark.parametrize(
    "line",
    [
        'POSTED_SECRETS = "posted_secrets"',
        'TOKENIZER = "embeddings/data/model/tokenizer.json"',
        '"hardcoded-container-credentials": "CWE-798",',
        'password = os.environ["PASSWORD"]',
    ],
)
def test_names_are_no_secrets(line: str) -> None:
    assert rules(SecretAnalyser(), added(f"{line}\n", "app/names.py")) == []


def test_values_are() -> None:
    found = rules(SecretAnalyser(), added('DB_PASSWORD = "Tr0ub4dor&3x"\n', "app/settings.py"))
    assert [line for _, line in found] == [1]
