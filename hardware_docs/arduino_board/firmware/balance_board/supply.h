// The board's supply, from the processor's 1.1 V reference measured against it. The reference is
// good to a tenth only: enough to see a supply that sags, not to tell 4.9 V from 5.1 V.
#pragma once

#include <stdint.h>

namespace supply {

void begin();

// Begin a measurement; `poll` fetches the result when it is there.
void measure();
void poll();

// In millivolts; 0 before the first measurement.
uint16_t millivolts();

}  // namespace supply
