"""Jumps and landings in a vertical load: detection, phases, kinematics, uncertainty."""
