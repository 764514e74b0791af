"""What specialists can call: typed tools by area, and the one gate that every call goes through.

`TOOLS` has them all; `Toolbox` runs them; `Connections` holds the systems that they reach.
`OPERATIONS` is all that the gate decides on: the tools, and what people do beside them.
"""

from tools import analysis, costs, documents, evidence, metrics, pipelines, policies, repos, reviews, security
from tools.analysis import debt
from tools.connections import Connections
from tools.settings import ToolSettings
from tools.tool import Effect, Tool, ToolError, ToolResult

TOOLS = (
    *repos.TOOLS,
    *analysis.TOOLS,
    *reviews.TOOLS,
    *debt.TOOLS,
    *pipelines.TOOLS,
    *metrics.TOOLS,
    *policies.TOOLS,
    *documents.TOOLS,
    *security.TOOLS,
    *costs.TOOLS,
    *evidence.TOOLS,
)

OPERATIONS = (*TOOLS, *documents.OPERATIONS, *reviews.OPERATIONS)

__all__ = ["OPERATIONS", "TOOLS", "Connections", "Effect", "Tool", "ToolError", "ToolResult", "ToolSettings"]
