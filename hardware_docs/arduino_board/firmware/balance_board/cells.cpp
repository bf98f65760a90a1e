#include "cells.h"

#include <Arduino.h>

#include "board.h"
#include "config.h"

namespace cells {

static Cell cell[pins::N_CELLS];
static uint32_t sample_us;

void begin() {
  hx711::begin();
  sample_us = micros();
  for (uint8_t i = 0; i < pins::N_CELLS; i++) cell[i].begin(pins::CONVERTERS[i], sample_us);
}

bool busy() {
  for (const Cell &one : cell)
    if (one.busy()) return true;
  return false;
}

static void hand_over(uint32_t now_us) {
  sample_us = now_us;
  board::Sample sample = {now_us, 0, 0, 0, {0, 0, 0, 0}};
  uint32_t ages_us = 0;
  uint8_t n_heard = 0;
  for (uint8_t i = 0; i < pins::N_CELLS; i++) {
    const Cell::Reading reading = cell[i].take();
    const uint8_t bit = 1 << i;
    sample.counts[i] = reading.counts;
    if (reading.torn) sample.torn |= bit;
    if (reading.counts == 0x7FFFFF || reading.counts == -0x800000) sample.saturated |= bit;
    if (reading.silent) {
      sample.silent |= bit;
      continue;
    }
    // Ages and not times: a mean of times would be wrong where they go round after 71 minutes.
    ages_us += now_us - reading.read_us;
    n_heard++;
  }
  if (n_heard) sample.t_us = now_us - (ages_us + n_heard / 2) / n_heard;
  board::take(sample);
}

void poll() {
  bool any_fresh = false, complete = true;
  for (Cell &one : cell) {
    one.poll(micros());
    if (one.fresh())
      any_fresh = true;
    else if (!one.silent())
      complete = false;
  }
  if (!complete) return;
  const uint32_t now_us = micros();
  if (any_fresh || now_us - sample_us >= config::IDLE_SAMPLE_US) hand_over(now_us);
}

}  // namespace cells
