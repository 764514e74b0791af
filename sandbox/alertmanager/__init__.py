"""Alertmanager for the pretend company: its v2 API over alerts that Prometheus sends, groups and silences.

`create_app(company)` makes the application.
"""

from sandbox.alertmanager.app import create_app

__all__ = ["create_app"]
