// The lamp on D13: a short flash a second while stopped, steady while started, five flashes a
// second while a cell is torn, saturated or silent.
#pragma once

#include <stdint.h>

namespace led {

void begin();
void show(bool started, bool fault);
void poll();

}  // namespace led
