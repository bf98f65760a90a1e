"""Clinical tests: from trials and events to outcomes, each by a versioned protocol."""
