"""Start a metric contract, or find every problem in one."""
