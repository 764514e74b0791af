"""PyGithub, as it comes, reads the whole story."""

import asyncio
from datetime import UTC, datetime, timedelta

from github import Github
from github.WorkflowRun import WorkflowRun

from tests.sandbox.github.conftest import Forge


async def test_account_and_repositories(forge: Forge) -> None:
    def read(client: Github) -> tuple[str, list[str]]:
        found = client.get_organization("larkfield").get_repos()
        return client.get_user().login, [one.full_name for one in found]

    login, names = await asyncio.to_thread(read, forge.client())
    assert login == "quarterdeck"
    assert names == [f"larkfield/{name}" for name in (
        "storefront", "checkout", "payments", "inventory", "notifications", "handbook"
    )]  # fmt: skip


async def test_commits_are_those_of_the_real_repository(forge: Forge) -> None:
    def read(client: Github) -> list[str]:
        return [one.sha for one in client.get_repo("larkfield/payments").get_commits()]

    seen = await asyncio.to_thread(read, forge.client(per_page=4))
    main = [
        one.sha for one in forge.company.history("payments").commits if one.subject != "Add refund search"
    ]
    assert sorted(seen) == sorted(main)


async def test_commits_by_path_author_and_time(forge: Forge) -> None:
    since = datetime(2026, 11, 18, tzinfo=UTC)

    def read(client: Github) -> tuple[list[str], list[str], list[str]]:
        repo = client.get_repo("larkfield/payments")
        by_path = repo.get_commits(path="app/refunds.py", author="jonas")
        by_time = repo.get_commits(since=since)
        by_nobody = repo.get_commits(author="sofia")
        return tuple([c.commit.message.split("\n")[0] for c in one] for one in (by_path, by_time, by_nobody))  # type: ignore[return-value]

    by_path, by_time, by_nobody = await asyncio.to_thread(read, forge.client())
    assert by_path == ["Round refunds with floats", "Refund a share of a charge"]
    assert by_time == ["Round refunds with floats"]
    assert by_nobody == []


async def test_a_commit_shows_its_patch(forge: Forge) -> None:
    def read(client: Github) -> tuple[str, str, int, datetime]:
        commit = client.get_repo("larkfield/payments").get_commit("main")
        file = next(iter(commit.files))
        return file.filename, file.patch, commit.stats.total, commit.commit.author.date

    path, patch, lines, at = await asyncio.to_thread(read, forge.client())
    assert path == "app/refunds.py"
    assert "+    return Decimal(str(round(float(total)" in patch
    assert patch.startswith("@@ ")
    assert lines == 3
    assert (
        at == forge.company.timeline.suspect_commit_at == forge.company.now - timedelta(hours=3, minutes=20)
    )


async def test_the_risky_pull_request(forge: Forge) -> None:
    def read(client: Github) -> tuple[str, list[str], list[tuple[str, int]], list[str], str]:
        pull = client.get_repo("larkfield/payments").get_pull(42)
        return (
            pull.title,
            [file.filename for file in pull.get_files()],
            [(one.path, one.line) for one in pull.get_review_comments()],
            [one.state for one in pull.get_reviews()],
            pull.mergeable_state,
        )

    title, files, comments, reviews, state = await asyncio.to_thread(read, forge.client())
    assert title == "Add refund search"
    assert files == ["app/api.py", "app/refund_search.py"]
    assert comments == [("app/refund_search.py", 14)]
    assert reviews == ["COMMENTED"]
    assert state == "blocked"


async def test_pull_requests_by_state(forge: Forge) -> None:
    def read(client: Github) -> dict[str, list[int]]:
        repo = client.get_repo("larkfield/checkout")
        return {
            state: [one.number for one in repo.get_pulls(state=state)] for state in ("open", "closed", "all")
        }

    numbers = await asyncio.to_thread(read, forge.client(per_page=2))
    assert numbers["open"] == [57, 53]
    assert numbers["closed"] == [55, 54, 52, 50, 48]
    assert sorted(numbers["all"]) == sorted(numbers["open"] + numbers["closed"])


async def test_release_branch_tags_and_milestone(forge: Forge) -> None:
    def read(client: Github) -> tuple[list[str], str, list[str], str, str]:
        repo = client.get_repo("larkfield/checkout")
        tags = {one.name: one.commit.sha for one in repo.get_tags()}
        branch = repo.get_branch("release/1.8").commit.sha
        return (
            list(tags),
            tags["v1.8.0-rc1"],
            [one.title for one in repo.get_milestones()],
            branch,
            (repo.get_latest_release().tag_name),
        )

    tags, candidate, milestones, branch, latest = await asyncio.to_thread(read, forge.client())
    assert {"v1.7.2", "v1.7.3", "v1.8.0-rc1"} <= set(tags)
    assert candidate == branch
    assert milestones == ["1.8"]
    assert latest == "v1.7.3"


async def test_compare_names_what_the_bad_release_brought(forge: Forge) -> None:
    def read(client: Github) -> tuple[str, int, list[str], list[str]]:
        found = client.get_repo("larkfield/checkout").compare("v1.7.2", "v1.7.3")
        subjects = [one.commit.message.split("\n")[0] for one in found.commits]
        return found.status, found.ahead_by, subjects, [file.filename for file in found.files]

    status, ahead, subjects, files = await asyncio.to_thread(read, forge.client())
    assert (status, ahead) == ("ahead", len(subjects))
    assert "Load price rules for each line item" in subjects
    assert "app/pricing/total.py" in files


async def test_deployments_with_their_state(forge: Forge) -> None:
    def read(client: Github) -> list[tuple[str, str, datetime, str]]:
        found = client.get_repo("larkfield/checkout").get_deployments(environment="production")
        return [(one.ref, one.creator.login, one.created_at, one.get_statuses()[0].state) for one in found]

    newest, before, *_ = await asyncio.to_thread(read, forge.client())
    assert newest == ("v1.7.3", "priya", forge.company.timeline.bad_deploy_at, "success")
    assert before[0] == "v1.7.2"


async def test_statuses_come_from_the_builds(forge: Forge) -> None:
    def read(client: Github) -> tuple[str, list[tuple[str, str]], str]:
        status = client.get_repo("larkfield/payments").get_commit("main").get_combined_status()
        release = client.get_repo("larkfield/checkout").get_commit("release/1.8").get_combined_status()
        return status.state, [(one.context, one.target_url) for one in status.statuses], release.state

    state, statuses, release = await asyncio.to_thread(read, forge.client())
    assert state == "failure"
    assert statuses == [
        ("continuous-integration/jenkins/payments-build", "http://jenkins.example/job/payments-build/318/")
    ]
    assert release == "success"


async def test_actions_has_a_flaky_test(forge: Forge) -> None:
    def read(client: Github) -> tuple[int, list[list[tuple[int, str | None]]], list[str]]:
        runs: list[WorkflowRun] = list(
            client.get_repo("larkfield/storefront").get_workflow("ci.yml").get_runs()[:40]
        )
        red = [one for one in runs if one.conclusion == "failure"]
        repeated = [one for one in runs if one.run_attempt > 1]
        steps = [step.name for one in red for step in one.jobs()[0].steps if step.conclusion == "failure"]
        return (
            len(red),
            [[(job.run_attempt, job.conclusion) for job in one.jobs("all")] for one in repeated],
            steps,
        )

    red, repeated, steps = await asyncio.to_thread(read, forge.client(per_page=100))
    assert red == 3  # two time-outs and one lost connection
    assert repeated == [[(1, "failure"), (2, "success")]] * 3
    assert sorted(steps) == ["Run npm ci", "Run npm test", "Run npm test"]


async def test_searches(forge: Forge) -> None:
    def read(client: Github) -> tuple[list[str], list[int], list[str]]:
        code = client.search_code("rules_for repo:larkfield/checkout path:app")
        issues = client.search_issues("is:open is:pr author:jonas org:larkfield")
        commits = client.search_commits("floats repo:larkfield/payments")
        return [one.path for one in code], [one.number for one in issues], [one.sha for one in commits]

    code, issues, commits = await asyncio.to_thread(read, forge.client())
    assert code == ["app/database.py", "app/pricing/total.py"]
    assert sorted(issues) == [42, 53]
    assert commits == [forge.company.history("payments").find("Round refunds with floats").sha]


async def test_comments_and_reviews_are_kept(forge: Forge) -> None:
    def write(client: Github) -> tuple[list[str], list[tuple[str, int]], list[str]]:
        pull = client.get_repo("larkfield/payments").get_pull(42)
        pull.create_issue_comment("Looking at it.")
        pull.create_review(
            body="Two things.",
            event="REQUEST_CHANGES",
            comments=[{"path": "app/refund_search.py", "line": 10, "body": "A key."}],
        )
        return (
            [one.body for one in pull.get_issue_comments()],
            [(one.body, one.line) for one in pull.get_review_comments()][1:],
            [one.state for one in pull.get_reviews()],
        )

    said, at_lines, reviews = await asyncio.to_thread(write, forge.client())
    assert said == ["Looking at it."]
    assert at_lines == [("A key.", 10)]
    assert reviews == ["COMMENTED", "CHANGES_REQUESTED"]


async def test_files_and_folders(forge: Forge) -> None:
    def read(client: Github) -> tuple[str, list[str], int]:
        repo = client.get_repo("larkfield/payments")
        owners = repo.get_contents("CODEOWNERS")
        inside = repo.get_contents("app", ref="v2.3.0")
        assert not isinstance(owners, list)
        assert isinstance(inside, list)
        return (
            owners.decoded_content.decode(),
            [one.name for one in inside],
            len(repo.get_git_tree("main", recursive=True).tree),
        )

    owners, inside, entries = await asyncio.to_thread(read, forge.client())
    assert "@larkfield/payments" in owners
    assert "refunds.py" in inside
    assert "receipts.py" not in inside  # it came after that tag
    assert entries > 20
