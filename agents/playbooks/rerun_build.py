"""Starts a build, or a deployment, once somebody has agreed."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, attempt, playbook, use
from agents.playbooks.wording import ask_back, pipeline_or_service
from agents.routing.names import Names
from tools.pipelines import BuildStarted, Run, get_run, start_build
from tools.tool import ToolError
from tools.toolbox import Cited

# Names under which deploy jobs take their version and their place, as in `jenkins_documents`.
VERSION = ("version", "tag", "release", "release_version", "image_tag")
ENVIRONMENT = ("environment", "env", "target_environment", "target_env", "stage")


@playbook("devops-engineer", "rerun_build")
def rerun_build(case: Case) -> Script:
    """Look at the run that is to be repeated, then start the pipeline with the same parameters.

    What the ask names (a version, an environment) takes the place of the repeated run's.
    """
    names = case.names
    pipeline = pipeline_or_service(names)
    if pipeline is None:
        return ask_back("Which pipeline shall I start?")
    before = yield from use(get_run, pipeline=pipeline, number=names.build)
    run = before.result.details.run
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


def _text(started: Cited[BuildStarted], before_id: str, before: str) -> str:
    result = started.result
    lead = (
        f"**Started {result.pipeline} #{result.number}** [{started.id}]"
        if result.number is not None
        else f"**{result.pipeline} waits in the queue** as item {result.queue_item} [{started.id}]"
    )
    given = ", ".join(f"{name} {value}" for name, value in result.parameters.items())
    return f"{lead}{f', with {given}' if given else ''}.\n\nThe run before it: {before} [{before_id}]."


def _parameters(run: Run, names: Names) -> dict[str, str]:
    wanted = {**dict.fromkeys(VERSION, names.release), **dict.fromkeys(ENVIRONMENT, names.environment)}
    return {name: wanted.get(name.lower()) or value for name, value in run.parameters.items()}
