"""What looks at a change: one small adapter for each analyser, all with the same interface (`Analyser`)."""

from tools.analysis.analysers.api_breakage import ApiBreakageAnalyser
from tools.analysis.analysers.bandit import BanditAnalyser
from tools.analysis.analysers.complexity import ComplexityAnalyser
from tools.analysis.analysers.dataflow import DataflowAnalyser
from tools.analysis.analysers.dead_code import DeadCodeAnalyser
from tools.analysis.analysers.dependencies import DependencyChanges
from tools.analysis.analysers.duplication import DuplicationAnalyser
from tools.analysis.analysers.hadolint import HadolintAnalyser
from tools.analysis.analysers.licences import LicenceAnalyser
from tools.analysis.analysers.migrations import MigrationAnalyser
from tools.analysis.analysers.missing_tests import MissingTests
from tools.analysis.analysers.patterns import PatternAnalyser
from tools.analysis.analysers.ruff import RuffAnalyser
from tools.analysis.analysers.secrets import SecretAnalyser
from tools.analysis.analysers.shellcheck import ShellCheckAnalyser
from tools.analysis.analysers.sqlfluff import SqlfluffAnalyser
from tools.analysis.analysers.zizmor import ZizmorAnalyser
from tools.analysis.change import Analyser

# Those that take long begin first.
ANALYSERS: tuple[Analyser, ...] = (
    DataflowAnalyser(),
    PatternAnalyser(),
    BanditAnalyser(),
    RuffAnalyser(),
    SqlfluffAnalyser(),
    SecretAnalyser(),
    ShellCheckAnalyser(),
    HadolintAnalyser(),
    ZizmorAnalyser(),
    ApiBreakageAnalyser(),
    MigrationAnalyser(),
    DependencyChanges(),
    LicenceAnalyser(),
    MissingTests(),
    ComplexityAnalyser(),
    DuplicationAnalyser(),
    DeadCodeAnalyser(),
)

__all__ = ["ANALYSERS"]
