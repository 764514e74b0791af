from datetime import UTC, datetime

import pytest

from agents.routing.classifier import classifier
from agents.routing.router import OfflineRouter
from storage.catalog import Catalog, PersonEntry, PipelineEntry, RepositoryEntry, ServiceEntry

SERVICES = ("storefront", "checkout", "payments", "search-api")


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog(
        people=(
            PersonEntry(name="Priya Nair", slack="U0PRIYA", github="priya"),
            PersonEntry(name="Tom Alvarez", slack="U0TOM", github="talvarez"),
        ),
        services=tuple(ServiceEntry(name=name) for name in SERVICES),
        repositories=(
            *(RepositoryEntry(name=f"acme/{name}", service=name) for name in SERVICES),
            RepositoryEntry(name="acme/handbook"),
        ),
        pipelines=(
            PipelineEntry(name="payments-build", service="payments"),
            PipelineEntry(name="checkout-deploy", kind="deploy", service="checkout"),
        ),
    )


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 11, 18, 10, 30, tzinfo=UTC)  # a Wednesday


@pytest.fixture(scope="session")
def router(catalog: Catalog) -> OfflineRouter:
    return OfflineRouter(catalog, classifier())
