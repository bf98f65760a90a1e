"""What all rooms share: samples, protocols, clocks, events, errors and the recording file format."""
