"""Ferry Crossing: graded leans forward and backward, in time with a slow pendulum."""
