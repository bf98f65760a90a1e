// The board as the computer sees it: started or stopped, its counters, and what it says.
#pragma once

#include <stdint.h>

#include "pins.h"

namespace board {

// Four counts read together; bit i of the flags is cell i of the protocol's order.
struct Sample {
  uint32_t t_us;
  uint8_t torn, saturated, silent;
  int32_t counts[pins::N_CELLS];
};

// Say hello: the board has just started.
void begin();

// The heartbeat, when it is due.
void poll();

// Number and send a sample while started. Where the line has no room it is lost, and counted.
void take(const Sample &sample);

void start(uint16_t seq);
void stop(uint16_t seq);
void say_hello(uint16_t seq, bool just_started);
void say_status(uint16_t seq);
void pong(uint16_t seq, const uint8_t *token);
void refuse(uint16_t seq, uint8_t command, uint8_t reason);
void count_bad_command();

}  // namespace board
