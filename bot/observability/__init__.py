"""What operators see: metrics, health and traces of one process.

`status.observed` watches a process and serves /healthz, /readyz and /metrics; `watch` turns what the layers
below tell (`tools.observer`) into numbers and spans. docs/operate.md describes all of it.
"""
