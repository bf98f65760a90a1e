// The serial line: two rings served by interrupts, so that nobody ever waits for it.
#pragma once

#include <stdint.h>

namespace uart {

void begin();

// Bytes that can be written now.
uint8_t room();

// Write bytes for which there is room.
void write(const uint8_t *data, uint8_t n_bytes);

// Whether bytes have come.
bool heard();

// Take the next byte that has come; false where there is none. Bytes that come into a full ring are
// lost, and the check of their frame tells it.
bool take(uint8_t &byte);

}  // namespace uart
