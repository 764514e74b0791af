"""The pages that people see behind links to Jenkins."""

from typing import Any, Final

from jinja2 import Environment, PackageLoader, select_autoescape

from sandbox.company import Job
from sandbox.company.build_logs import cause_text, full_name, tests
from sandbox.company.builds import Build
from sandbox.jenkins.controller import Controller

_TEMPLATES: Final = Environment(
    loader=PackageLoader("sandbox.jenkins"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


def _render(template: str, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(**values)


def home(controller: Controller) -> str:
    """All jobs with their newest builds."""
    rows = [(job, controller.named(job, "lastBuild")) for job in controller.jobs]
    return _render("home.html", rows=rows)


def job(controller: Controller, one: Job) -> str:
    """A job and its builds."""
    return _render("job.html", job=one, builds=controller.builds(one))


def build(controller: Controller, one: Build) -> str:
    """A build: stages, changes, failed tests."""
    changes = controller.history.changes(one)
    failed = [result for result in tests(controller.history, one) if result.failure]
    return _render(
        "build.html", build=one, cause=cause_text(one), changes=changes, failed=failed, full_name=full_name
    )


def console_page(one: Build, text: str) -> str:
    """What a build printed."""
    return _render("console.html", build=one, text=text)


def user(name: str, shown: str) -> str:
    """A user."""
    return _render("user.html", name=name, shown=shown)
