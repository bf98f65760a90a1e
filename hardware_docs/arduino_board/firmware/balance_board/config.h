// What this build is and how it is tuned. Everything that somebody may want to change stands here.
#pragma once

#include <stdint.h>

namespace config {

constexpr uint8_t PROTOCOL_MAJOR = 1;
constexpr uint8_t PROTOCOL_MINOR = 0;
constexpr uint8_t FIRMWARE[3] = {1, 1, 0};

constexpr uint32_t BAUD = 115200;
constexpr uint8_t DEVICE = 0;  // Number of this board where several share a line.

constexpr uint8_t ADC_KIND = 1;  // HX711.
constexpr uint16_t ADC_GAIN = 128;
constexpr uint8_t GAIN_PULSES = 1;  // Pulses after the 24 of a word: 1 = channel A, gain 128.

// The data sheet says 80 a second; chips on their own oscillator have been measured at 92 to 93.7.
constexpr uint32_t NOMINAL_RATE_MHZ = 92000;

// An unread word is replaced under a high pulse of about 75 us on DOUT. So long after the last clock
// pulse, a chip that is low again has replaced the word while it was read.
constexpr uint16_t TORN_LOOK_US = 100;
// A reading longer than that pulse could miss the replacement, and counts as torn as well.
constexpr uint16_t LONGEST_READ_US = 75;

// A chip that has not been heard for one and a half of its own periods and 16 ms is silent: 32 ms at
// 92 Hz, 144 ms at 11.7 Hz (RATE low).
constexpr uint32_t SILENT_SLACK_US = 16000;
constexpr uint32_t LONGEST_PERIOD_US = 110000;
// Before its first word a chip has so long to settle.
constexpr uint32_t SETTLE_US = 500000;
// The clock held high for longer than 60 us starts a chip anew, on channel A with gain 128. Done with
// all of them at the start, and every second with one that is silent.
constexpr uint16_t RESTART_HIGH_US = 80;
constexpr uint32_t RESTART_EVERY_US = 1000000;
// With no chip left, so often a sample says so.
constexpr uint32_t IDLE_SAMPLE_US = 100000;

constexpr uint32_t HEARTBEAT_US = 1000000;

}  // namespace config
