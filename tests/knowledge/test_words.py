from knowledge.words import flat, parts, prose, searched, spoken


def test_compounds_are_taken_apart_and_kept_whole() -> None:
    assert spoken("KubePodCrashLooping") == "Kube Pod Crash Looping"
    assert parts("HTTPServer queue_depth") == ["http", "server", "queue", "depth"]
    assert searched("the KubePod is gone") == "the kube pod is gone kubepod"
    assert flat("INC-17") == "inc17"


def test_line_ends_in_lines_of_logs_are_no_letters() -> None:
    assert parts(r"summary:\nminimal-required-memory") == ["summary", "minimal", "required", "memory"]


def test_scripts_without_spaces_are_searched_by_pairs() -> None:
    assert parts("kubelet证书过期") == ["kubelet", "证书", "书过", "过期"]


def test_checksums_are_no_words() -> None:
    assert parts("a" * 64) == []


def test_addresses_are_no_prose() -> None:
    assert prose("see [the guide](https://example.com/x) at https://example.com/y") == "see the guide at "
