"""Measurements of Quarterdeck, as JSON: `make bench`, or `python -m benchmarks SUITE …`.

Ratios against something bare in the same run say more than times: machines differ and are noisy.
"""
