"""Packages in the files of Rust and Java; those of Python, npm and Go are read in the tests of the audit."""

import pytest

from tools.security.manifests import read_manifests

CARGO = (
    '[dependencies]\nserde = "1.0"\nlog = "=0.4.20"\n\n[dev-dependencies]\ntokio = { version = "=1.2.3" }\n'
)
CARGO_LOCK = """version = 3

[[package]]
name = "mine"
version = "0.1.0"

[[package]]
name = "log"
version = "0.4.20"
source = "registry+x"
"""
POM = """<project>
  <properties><jackson.version>2.9.8</jackson.version></properties>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>${jackson.version}</version>
    </dependency>
    <dependency>
      <groupId>junit</groupId><artifactId>junit</artifactId><version>[4.12,)</version>
    </dependency>
  </dependencies>
</project>
"""
GRADLE = """dependencies {
    implementation("org.apache.logging.log4j:log4j-core:2.14.1")
    testImplementation 'junit:junit:4.+'
    println("a:b:c")
}
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Cargo.toml", CARGO, {("log", "0.4.20", 3), ("tokio", "1.2.3", 6), ("serde", None, 2)}),
        ("Cargo.lock", CARGO_LOCK, {("log", "0.4.20", 8)}),
        (
            "app/pom.xml",
            POM,
            {("com.fasterxml.jackson.core:jackson-databind", "2.9.8", 7), ("junit:junit", None, 10)},
        ),
        (
            "build.gradle.kts",
            GRADLE,
            {("org.apache.logging.log4j:log4j-core", "2.14.1", 2), ("junit:junit", None, 3)},
        ),
    ],
)
def test_packages_with_their_lines(path: str, text: str, expected: set[tuple[str, str | None, int]]) -> None:
    found, problems = read_manifests({path: text.encode()})
    assert {(item.name, item.version, item.line) for item in found} == expected
    assert problems == []


@pytest.mark.parametrize("path", ["Cargo.toml", "Cargo.lock"])
def test_what_is_damaged_is_said(path: str) -> None:
    found, problems = read_manifests({path: b"[[["})
    assert (found, len(problems)) == ([], 1)


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("requirements-dev.txt", "pytest==8\n", "pytest"),
        ("pyproject.toml", '[project.optional-dependencies]\ntest = ["pytest"]\n', "pytest"),
        ("pyproject.toml", '[dependency-groups]\nall = ["pytest"]\n', "pytest"),
        ("package.json", '{"devDependencies": {"jest": "29.0.0"}}', "jest"),
        (
            "package-lock.json",
            '{"packages": {"node_modules/jest": {"version": "29.0.0", "dev": true}}}',
            "jest",
        ),
        ("Cargo.toml", '[dev-dependencies]\nrand = "=0.8.5"\n', "rand"),
        ("build.gradle", "testImplementation 'junit:junit:4.13'\n", "junit:junit"),
    ],
)
def test_what_is_for_development_only(path: str, text: str, name: str) -> None:
    (found,), _ = read_manifests({path: text.encode()})
    assert (found.name, found.development) == (name, True)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.txt", "pytest==8\n"),
        (
            "pyproject.toml",
            '[project]\ndependencies = ["pytest"]\noptional-dependencies.s3 = ["pytest==8"]\n',
        ),
        ("package.json", '{"dependencies": {"jest": "29.0.0"}}'),
        ("Cargo.toml", '[dependencies]\nrand = "=0.8.5"\n'),
        ("build.gradle", "implementation 'junit:junit:4.13'\n"),
        ("go.mod", "require example.com/test v1.0.0\n"),
    ],
)
def test_what_runs_in_production(path: str, text: str) -> None:
    found, _ = read_manifests({path: text.encode()})
    assert [one.development for one in found] == [False]
