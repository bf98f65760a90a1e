"""Centre of pressure: kernels, live and batch metrics, stability limits."""
