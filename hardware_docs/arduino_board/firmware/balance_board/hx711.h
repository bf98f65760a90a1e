// One HX711: the wires and the clock pulses.
#pragma once

#include <stdint.h>

#include "pins.h"

namespace hx711 {

// A word as it was clocked out.
struct Word {
  int32_t counts;      // Signed 24 bits.
  bool released;       // DOUT was high after the last pulse, as it is when a word is over.
};

// Clock lines low, data lines with pull-ups: a chip that is not there never says "ready".
void begin();

// Start chips anew by their clock bits, whatever they were left in the middle of.
void restart(uint8_t sck);

// Whether a word waits: DOUT is low.
inline bool ready(const pins::Converter &chip) { return !(PIND & chip.dout); }

// Whether DOUT has been high since this was asked last, be it only for the 75 us in which an unread
// word is replaced.
bool was_high(const pins::Converter &chip);

// Clock one word out, and choose gain and channel of the next. Takes about 50 us; interrupts are off
// only while the clock is high, so that no interrupt can hold it there for the 60 us that switch the
// chip off.
Word read(const pins::Converter &chip);

}  // namespace hx711
