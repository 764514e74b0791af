"""The company's cloud bill of the last 100 days, as a FOCUS 1.0 export (focus.finops.org).

About 14,000 USD a month. Three things move: the database of inventory costs about 40 % more since the start
of the last full month (a larger instance class), storage creeps up, and traffic costs follow the week.
"""

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

DAYS = 100

SERVICES = {
    "Amazon Elastic Compute Cloud": ("Compute", "Instance", "Hours"),
    "Amazon Elastic Kubernetes Service": ("Compute", "Cluster", "Hours"),
    "Amazon Relational Database Service": ("Databases", "DB Instance", "Hours"),
    "Amazon ElastiCache": ("Databases", "Cache Cluster", "Hours"),
    "Amazon Simple Storage Service": ("Storage", "Bucket", "GB-Month"),
    "Amazon CloudFront": ("Networking", "Distribution", "GB"),
    "Amazon Virtual Private Cloud": ("Networking", "NAT Gateway", "GB"),
    "Amazon Simple Email Service": ("Integration", "Identity", "Messages"),
    "AmazonCloudWatch": ("Management and Governance", "Log Group", "GB"),
}


@dataclass(frozen=True, slots=True)
class Resource:
    """One line of the bill a day.

    Args:
        daily: what it costs a day, in USD, on the first day of the export.
        creep: how much more it costs each day, as a share of `daily`.
        weekend: its cost on Saturday and Sunday, as a share of a working day.
        larger: what it costs a day since the start of the last full month, where that changed.
    """

    name: str
    service_name: str
    service: str
    environment: str
    daily: float
    creep: float = 0.0
    weekend: float = 1.0
    larger: float | None = None


EC2, EKS = "Amazon Elastic Compute Cloud", "Amazon Elastic Kubernetes Service"
RDS, CACHE = "Amazon Relational Database Service", "Amazon ElastiCache"
S3, CDN, VPC = "Amazon Simple Storage Service", "Amazon CloudFront", "Amazon Virtual Private Cloud"
SES, LOGS = "Amazon Simple Email Service", "AmazonCloudWatch"

RESOURCES = (
    Resource("storefront-nodes", EC2, "storefront", "production", 41.0),
    Resource("checkout-nodes", EC2, "checkout", "production", 48.0),
    Resource("payments-nodes", EC2, "payments", "production", 42.0),
    Resource("inventory-nodes", EC2, "inventory", "production", 33.0),
    Resource("notifications-nodes", EC2, "notifications", "production", 15.0),
    Resource("staging-nodes", EC2, "platform", "staging", 38.0, weekend=0.55),
    Resource("production-cluster", EKS, "platform", "production", 2.4),
    Resource("staging-cluster", EKS, "platform", "staging", 2.4),
    Resource("checkout-db", RDS, "checkout", "production", 43.0),
    Resource("payments-db", RDS, "payments", "production", 51.0),
    Resource("inventory-db", RDS, "inventory", "production", 23.6, larger=34.9),
    Resource("inventory-db-staging", RDS, "inventory", "staging", 4.4),
    Resource("checkout-cache", CACHE, "checkout", "production", 11.5),
    Resource("inventory-cache", CACHE, "inventory", "production", 14.0),
    Resource("larkfield-product-images", S3, "storefront", "production", 15.5, creep=0.0035),
    Resource("larkfield-db-backups", S3, "platform", "production", 9.5, creep=0.0045),
    Resource("shop-distribution", CDN, "storefront", "production", 27.0, weekend=1.35),
    Resource("production-nat", VPC, "platform", "production", 18.5, weekend=1.2),
    Resource("mail-larkfield", SES, "notifications", "production", 5.2, weekend=1.25),
    Resource("production-logs", LOGS, "platform", "production", 12.5),
)

SUB_ACCOUNTS = {"production": "210000000017", "staging": "210000000018"}


def focus_csv(now: datetime) -> str:
    """The export as CSV: one row a resource and day, up to yesterday (UTC), the same for the same day."""
    today = now.astimezone(UTC).date()
    change = _start_of_last_full_month(today)
    rows = [
        _row(resource, today - timedelta(days=back), back, change)
        for back in range(DAYS, 0, -1)
        for resource in RESOURCES
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _start_of_last_full_month(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _cost(resource: Resource, day: date, back: int, change: date) -> float:
    base = resource.larger if resource.larger is not None and day >= change else resource.daily
    creep = 1 + resource.creep * (DAYS - back)
    week = resource.weekend if day.weekday() >= 5 else 1.0
    noise = 1 + Random(f"{resource.name}:{day}").uniform(-0.015, 0.015)  # noqa: S311 - a story, no secret
    return round(base * creep * week * noise, 4)


def _row(resource: Resource, day: date, back: int, change: date) -> dict[str, object]:
    category, kind, unit = SERVICES[resource.service_name]
    cost = _cost(resource, day, back, change)
    month = day.replace(day=1)
    return {
        "BilledCost": cost,
        "EffectiveCost": cost,
        "ListCost": round(cost * 1.12, 4),
        "BillingCurrency": "USD",
        "BillingAccountId": "210000000001",
        "BillingPeriodStart": _utc(month),
        "BillingPeriodEnd": _utc((month + timedelta(days=32)).replace(day=1)),
        "ChargePeriodStart": _utc(day),
        "ChargePeriodEnd": _utc(day + timedelta(days=1)),
        "ChargeCategory": "Usage",
        "ChargeDescription": _description(resource, day, change),
        "ConsumedQuantity": 24.0 if unit == "Hours" else round(cost * 11, 2),
        "ConsumedUnit": unit,
        "ProviderName": "AWS",
        "PublisherName": "AWS",
        "ServiceName": resource.service_name,
        "ServiceCategory": category,
        "ResourceId": f"{kind.lower().replace(' ', '-')}/{resource.name}",
        "ResourceName": resource.name,
        "ResourceType": kind,
        "RegionId": "eu-central-1",
        "SubAccountId": SUB_ACCOUNTS[resource.environment],
        "SubAccountName": f"larkfield-{resource.environment}",
        "Tags": _tags(resource),
    }


def _description(resource: Resource, day: date, change: date) -> str:
    if resource.larger is not None:
        instance = "db.r6g.xlarge" if day >= change else "db.r6g.large"
        return f"{instance} multi-AZ instance and storage"
    return f"{resource.service_name} usage of {resource.name}"


def _tags(resource: Resource) -> str:
    return json.dumps(
        {"service": resource.service, "environment": resource.environment}, separators=(",", ":")
    )


def _utc(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
