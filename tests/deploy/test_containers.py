"""The Dockerfile and compose.yml: linted where the tools are, and true to the settings everywhere."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.run import STOP_SECONDS
from bot.observability.server import HEALTH_PATH
from bot.settings import environment_names
from tests.deploy.conftest import ROOT

DOCKERFILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "compose.yml"


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text())
    lines = (line.split("#", 1)[0] if line.startswith("#") else line for line in text.splitlines())
    found = (line.strip().partition(" ") for line in lines if line.strip())
    return [(word, " ".join(rest.split())) for word, _, rest in found]


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return parsed


def seconds(text: str) -> int:
    return int(text.removesuffix("s"))


def test_hadolint_finds_no_fault() -> None:
    beside = Path(sys.executable).parent / "hadolint"
    program = str(beside) if beside.exists() else shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed")
    found = subprocess.run([program, DOCKERFILE], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_docker_compose_accepts_the_file() -> None:
    if shutil.which("docker") is None:
        pytest.skip("docker is not installed")
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode != 0:
        pytest.skip("docker has no compose here")
    found = subprocess.run(
        ["docker", "compose", "--file", COMPOSE, "config", "--quiet"],
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "POSTGRES_PASSWORD": "only-a-test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr


def test_the_image_is_built_in_stages_and_runs_as_nobody_special() -> None:
    words = [word for word, _ in instructions()]
    assert words.count("FROM") == 2
    last = instructions()[len(words) - words[::-1].index("FROM") :]
    users = [rest for word, rest in last if word == "USER"]
    assert users == ["10001"]
    assert [rest for word, rest in last if word == "ENTRYPOINT"] == ['["quarterdeck"]']


def test_the_image_sets_settings_that_exist() -> None:
    own = {"PATH", "PYTHONUNBUFFERED", "UV_LINK_MODE", "UV_COMPILE_BYTECODE"}
    given = {name for word, rest in instructions() if word == "ENV" for name in re.findall(r"(\w+)=", rest)}
    assert given - own <= set(environment_names().values())
    assert "LOG_FORMAT" in given


def test_the_image_is_asked_whether_it_is_alive_where_it_listens() -> None:
    settings = dict(
        re.findall(r"(\w+)=(\S+)", " ".join(rest for word, rest in instructions() if word == "ENV"))
    )
    (check,) = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    assert f"127.0.0.1:{settings['METRICS_PORT']}{HEALTH_PATH}" in check
    exposed = next(rest for word, rest in instructions() if word == "EXPOSE").split()
    assert settings["METRICS_PORT"] in exposed


def test_what_the_image_copies_is_there_and_is_sent() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for word, rest in instructions():
        if word != "COPY" or rest.startswith("--from"):
            continue
        for source in rest.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source in sent, source


def test_the_image_holds_all_that_the_wheel_includes() -> None:
    import tomllib

    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = {
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    wanted = {*wheel["packages"], *wheel["force-include"]}
    missing = {one for one in wanted if not any(one == have or one.startswith(f"{have}/") for have in copied)}
    assert missing == set()


def test_compose_runs_two_bots_beside_a_database_and_an_index() -> None:
    services = compose()["services"]
    assert set(services) == {"bot", "postgres", "chroma"}
    bot = services["bot"]
    assert bot["deploy"]["replicas"] == 2
    assert bot["command"] == ["run"]
    assert set(bot["environment"]) <= set(environment_names().values())
    assert set(bot["depends_on"]) <= set(services)
    assert seconds(bot["stop_grace_period"]) > STOP_SECONDS
    assert "@postgres:5432/" in bot["environment"]["DATABASE_URL"]
    assert "chroma:8000" in bot["environment"]["CHROMA_URL"]


def test_compose_names_its_volumes_and_publishes_nothing() -> None:
    parsed = compose()
    used = {
        volume.split(":")[0]
        for service in parsed["services"].values()
        for volume in service.get("volumes", ())
    }
    assert used == set(parsed["volumes"])
    assert all("ports" not in service for service in parsed["services"].values())


def test_no_secret_stands_in_a_file_for_deployment() -> None:
    for file in (DOCKERFILE, COMPOSE, *(ROOT / "deploy").rglob("*")):
        if file.is_file():
            assert not re.search(r"xox[bap]-|xapp-|ghp_|sk-[a-zA-Z0-9]{8}", file.read_text()), file
