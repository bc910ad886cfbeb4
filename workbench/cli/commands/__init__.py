"""Choose a classifier's operating point together, and answer for it later.

Flagged means score >= threshold. Data goes to stdout or --out, messages to stderr.

\b
Example:
  workbench check predictions.csv
  workbench decide predictions.csv --contract contract.yaml \\
      --rationale "Misses matter most" --owner "A. Owner" --out decision.json
"""
