"""Even Keel: a sailing boat that lies level when the load is shared as asked."""
