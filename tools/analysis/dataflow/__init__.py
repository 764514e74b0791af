"""Follows data from where it comes in (a request) to where it does harm (a query, a command)."""

from tools.analysis.dataflow.engine import find_flows
from tools.analysis.dataflow.flows import Flow, FlowReport, Problem

__all__ = ["Flow", "FlowReport", "Problem", "find_flows"]
