"""Trials and outcomes in the formats of other programs; docs/exchange.md says what each holds."""
