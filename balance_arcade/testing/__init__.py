"""Contract suites for boards, games and metrics, for whoever writes one outside of this package."""
