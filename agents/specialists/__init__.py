"""The crew's members, one a file: what each does, is told, and may call.

`SPECIALISTS` has them all by id; `AT_PULL_REQUESTS` is the code reviewer as commands of pull requests use it.
"""

from agents.specialist import Specialist, SpecialistId
from agents.specialists.code_reviewer import AT_PULL_REQUESTS, CODE_REVIEWER
from agents.specialists.cost_optimizer import COST_OPTIMIZER
from agents.specialists.devops_engineer import DEVOPS_ENGINEER
from agents.specialists.incident_responder import INCIDENT_RESPONDER
from agents.specialists.security_analyst import SECURITY_ANALYST

SPECIALISTS: dict[SpecialistId, Specialist] = {
    specialist.id: specialist
    for specialist in (CODE_REVIEWER, DEVOPS_ENGINEER, SECURITY_ANALYST, COST_OPTIMIZER, INCIDENT_RESPONDER)
}

__all__ = ["AT_PULL_REQUESTS", "SPECIALISTS"]
