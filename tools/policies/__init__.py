"""The team's policies: freezes, reviews, severities, deadlines and error budgets, looked up and quoted.

Exports its tools and results, and `PolicyFolder` for tools that must keep to a policy.
"""

from tools.policies.folder import PolicyFolder, policies_of
from tools.policies.freeze import FreezeCheck, check_freeze
from tools.policies.lookup import PolicyPassage, PolicyPassages, find_policy
from tools.policies.models import (
    ChangeFreezePolicy,
    ErrorBudgetPolicy,
    Policy,
    ReviewPolicy,
    SecurityPolicy,
    SeverityPolicy,
)
from tools.policies.reviewers import RequiredReviewers, required_reviewers
from tools.policies.severities import SeverityDefinitions, severity_definitions

TOOLS = (find_policy, check_freeze, required_reviewers, severity_definitions)

__all__ = [
    "TOOLS",
    "ChangeFreezePolicy",
    "ErrorBudgetPolicy",
    "FreezeCheck",
    "Policy",
    "PolicyFolder",
    "PolicyPassage",
    "PolicyPassages",
    "RequiredReviewers",
    "ReviewPolicy",
    "SecurityPolicy",
    "SeverityDefinitions",
    "SeverityPolicy",
    "check_freeze",
    "find_policy",
    "policies_of",
    "required_reviewers",
    "severity_definitions",
]
