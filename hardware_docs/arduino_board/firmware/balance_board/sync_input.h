// The sync input on D12: its level goes with every sample. High where nothing is connected.
#pragma once

#include "pins.h"

namespace sync_input {

inline void begin() {
  DDRB &= ~pins::SYNC;
  PORTB |= pins::SYNC;
}

inline bool high() { return PINB & pins::SYNC; }

}  // namespace sync_input
