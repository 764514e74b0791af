"""The Helm chart: every role, its probes, what it may use, and settings that exist."""

from typing import Any, get_args, get_type_hints

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.cli.run import STOP_SECONDS, run
from bot.observability.metrics import Metrics
from bot.observability.server import HEALTH_PATH, METRICS_PATH, READY_PATH
from bot.settings import environment_names
from tests.deploy.conftest import CHART, Render

ROLES = {"web", "worker", "scheduler"}


def of_kind(objects: list[dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {found["metadata"]["name"]: found for found in objects if found["kind"] == kind}


def test_helm_finds_no_fault() -> None:
    helm = pytest.importorskip("helm_python", reason="helm-python-sdk has no wheel for this platform")
    found = helm.lint(str(CHART))
    assert found["errors"] == []
    assert [one for one in found["messages"] if "icon is recommended" not in one["error"]] == []


def test_the_plain_files_of_the_chart_are_yaml() -> None:
    for name in ("Chart.yaml", "values.yaml"):
        assert isinstance(yaml.safe_load((CHART / name).read_text()), dict)


def test_every_role_has_a_deployment_that_the_command_knows(render: Render) -> None:
    deployments = of_kind(render(), "Deployment")
    assert set(deployments) == {f"deck-{role}" for role in ROLES}
    known = get_args(get_args(get_type_hints(run, include_extras=True)["role"])[0])
    for role in ROLES:
        (container,) = deployments[f"deck-{role}"]["spec"]["template"]["spec"]["containers"]
        assert container["args"] == ["run", "--role", role]
        assert role in known


def test_probes_ask_for_pages_that_are_served(render: Render) -> None:
    for deployment in of_kind(render(), "Deployment").values():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        ports = {port["name"] for port in container["ports"]}
        paths = {}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container[probe]["httpGet"]
            assert asked["port"] in ports
            paths[probe] = asked["path"]
        assert paths == {
            "startupProbe": HEALTH_PATH,
            "livenessProbe": HEALTH_PATH,
            "readinessProbe": READY_PATH,
        }


def test_a_pod_may_little_and_has_time_to_end(render: Render) -> None:
    for deployment in of_kind(render(), "Deployment").values():
        pod = deployment["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["terminationGracePeriodSeconds"] > STOP_SECONDS
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["resources"]["requests"].keys() == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]


def test_settings_exist_and_secrets_come_by_reference_only(render: Render) -> None:
    objects = render(existingSecret="their-secret", catalogConfigMap="their-catalog")
    given = of_kind(objects, "ConfigMap")["deck-settings"]["data"]
    assert set(given) <= set(environment_names().values())
    assert given["CATALOG"] == "/etc/quarterdeck/catalog.yml"
    assert all(isinstance(value, str) for value in given.values())
    assert not of_kind(objects, "Secret")
    for deployment in of_kind(objects, "Deployment").values():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert {"secretRef": {"name": "their-secret"}} in container["envFrom"]
        assert "env" not in container


def test_disruptions_leave_a_pod_of_each_role_that_has_several(render: Render) -> None:
    assert set(of_kind(render(), "PodDisruptionBudget")) == {"deck-web", "deck-worker"}
    one_each = {role: {"replicas": 1} for role in ROLES}
    assert of_kind(render(roles=one_each), "PodDisruptionBudget") == {}


def test_selectors_find_their_pods(render: Render) -> None:
    objects = render(serviceMonitor={"enabled": True})
    pods = [
        deployment["spec"]["template"]["metadata"]["labels"]
        for deployment in of_kind(objects, "Deployment").values()
    ]

    def matched(selector: dict[str, str]) -> int:
        return sum(selector.items() <= labels.items() for labels in pods)

    services = of_kind(objects, "Service")
    assert matched(services["deck"]["spec"]["selector"]) == 1
    assert matched(services["deck-status"]["spec"]["selector"]) == len(ROLES)
    monitor = of_kind(objects, "ServiceMonitor")["deck"]["spec"]
    wanted = monitor["selector"]["matchLabels"]
    found = [name for name, one in services.items() if wanted.items() <= one["metadata"]["labels"].items()]
    assert found == ["deck-status"]
    assert monitor["endpoints"][0]["path"] == METRICS_PATH


def test_no_service_monitor_without_being_asked_for(render: Render) -> None:
    assert not of_kind(render(), "ServiceMonitor")


def test_metric_names_follow_prometheus() -> None:
    units = ("_total", "_seconds", "_dollars_total", "_jobs", "_bytes", "_fds")
    families = list(text_string_to_metric_families(Metrics().text().decode()))
    own = [family for family in families if family.name.startswith("quarterdeck_")]
    assert len(own) > 5
    for family in own:
        name = f"{family.name}_total" if family.type == "counter" else family.name
        assert name.endswith(units), name
        assert family.documentation
