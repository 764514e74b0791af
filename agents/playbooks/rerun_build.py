"""Starts a build, or a deployment, once somebody has agreed."""

import re

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, attempt, playbook, use
from agents.playbooks.wording import ask_back, pipeline_or_service
from agents.routing.names import Names
from tools.pipelines import BuildStarted, Deployments, Run, RunReport, get_run, list_deployments, start_build
from tools.tool import ToolError
from tools.toolbox import Cited

# Names under which deploy jobs take their version and their place, as in `jenkins_documents`.
VERSION = ("version", "tag", "release", "release_version", "image_tag")
ENVIRONMENT = ("environment", "env", "target_environment", "target_env", "stage")
DEPLOYS = re.compile(r"\b(?:(?:re-?)?deploy\w*|ship|roll(?:ing)?[ -]?out)\b", re.IGNORECASE)


@playbook("devops-engineer", "rerun_build")
def rerun_build(case: Case) -> Script:
    """Look at the run that is to be repeated, then start the pipeline with the same parameters.

    What the ask names (a version, an environment) takes the place of the repeated run's. A deployment of a
    service is a run of the job that deploys it, not of the one that builds it.
    """
    names = case.names
    pipeline = pipeline_or_service(names)
    if pipeline is None:
        return ask_back("Which pipeline shall I start?")
    before: Cited[Deployments] | Cited[RunReport]
    if names.service and _deploys(case):
        before = deployed = yield from use(list_deployments, service=names.service, limit=1)
        if not deployed.result.deployments:
            return Draft(f"**Nothing was started.** {deployed.title} [{deployed.id}]: name the job to start.")
        run = deployed.result.deployments[0]
        if names.release is None or names.environment is None:
            return _which(names.service, run, deployed)
    else:
        before = seen = yield from use(get_run, pipeline=pipeline, number=names.build)
        run = seen.result.details.run
    if before.result.source != "jenkins":
        return Draft(
            f"**Nothing was started.** {run.pipeline} runs in GitHub Actions [{before.id}], "
            "and I can start jobs of Jenkins only."
        )
    parameters = _parameters(run, names)
    started = yield from attempt(start_build, pipeline=run.pipeline, parameters=parameters or None)
    if isinstance(started, ToolError):
        lead = (
            f"**I can't tell whether {run.pipeline} was started.**"
            if started.unsure
            else f"**{run.pipeline} was not started.**"
        )
        return Draft(f"{lead} {started}\n\nIts last run: {before.title} [{before.id}].")
    return Draft(
        _text(started, before.id, before.title), details=f"{started.content}\n\nFrom Jenkins [{started.id}]."
    )


def _deploys(case: Case) -> bool:
    """Whether a service is to be deployed, and the ask does not name the job itself."""
    job = case.names.pipeline
    named = job is not None and not DEPLOYS.fullmatch(job) and job.lower() in case.text.lower()
    return not named and DEPLOYS.search(case.text) is not None


def _which(service: str, run: Run, seen: Cited[Deployments]) -> Draft:
    """A question back: a deployment says of which version and where to."""
    example = f"deploy {service} {run.version or '1.2.3'} to {run.environment or 'staging'}"
    return Draft(
        f"Which version of {service} shall I deploy, and where to? For example: “@Quarterdeck {example}”.\n\n"
        f"Now: {seen.title} [{seen.id}]."
    )


def _text(started: Cited[BuildStarted], before_id: str, before: str) -> str:
    result = started.result
    lead = (
        f"**Started {result.pipeline} #{result.number}** [{started.id}]"
        if result.number is not None
        else f"**{result.pipeline} waits in the queue** as item {result.queue_item} [{started.id}]"
    )
    given = ", ".join(f"{name} {value}" for name, value in result.parameters.items())
    return f"{lead}{f', with {given}' if given else ''}.\n\nBefore it: {before} [{before_id}]."


def _parameters(run: Run, names: Names) -> dict[str, str]:
    wanted = {**dict.fromkeys(VERSION, names.release), **dict.fromkeys(ENVIRONMENT, names.environment)}
    return {name: wanted.get(name.lower()) or value for name, value in run.parameters.items()}
