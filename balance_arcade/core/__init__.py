"""What all rooms share: samples, protocols, clocks, events, errors and the file format."""
