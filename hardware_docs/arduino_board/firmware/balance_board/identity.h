// Who this board is: eight bytes in the EEPROM.
//
// The ATmega328P has no serial number that its maker vouches for. So at the first start an id is
// made from the jitter of the watchdog's oscillator against the crystal and from the signature row,
// and kept. Loading a sketch over USB leaves the EEPROM alone; a programmer's chip erase may not,
// and then the board is a new one and wants to be calibrated again.
//
// An emulator marks the last four bytes of the EEPROM, and hello says so: its samples are no
// measurements. An erased EEPROM has no such mark.
#pragma once

#include <stdint.h>

namespace identity {

constexpr uint8_t N_BYTES = 8;

// Read the id; at the first start make one, which takes about a second.
void begin();

const uint8_t *unique_id();
bool emulated();

}  // namespace identity
