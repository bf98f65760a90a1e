// All four cells, and the moment at which they make a sample.
//
// Each chip runs on an oscillator of its own. A sample is made when every chip that is not silent
// has given a word since the last one: at the pace of the slowest chip, evenly. Of a faster chip the
// newest word counts. So no word is repeated, the words of one sample are less than one period of
// the chips (11 ms) apart, and of chips 2 % faster than the slowest every fiftieth word is passed
// over. The sample bears the mean of the times at which its words were read, silent chips left out:
// what the four together say of the load they say of that moment, so far as it changes evenly.
#pragma once

#include <stdint.h>

#include "cell.h"

namespace cells {

void begin();

// Read what is ready; where that completes a sample, hand it to the board.
void poll();

// Whether the processor may not sleep now.
bool busy();

}  // namespace cells
