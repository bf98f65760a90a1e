#include "supply.h"

#include <avr/io.h>

namespace supply {

constexpr uint32_t REFERENCE_MV = 1100;
constexpr uint32_t FULL_SCALE = 1024;

static uint16_t mv;
static bool running;

void begin() {
  // The supply as reference, the 1.1 V as input, 125 kHz; the input stays so, and has settled long
  // before the first measurement after a second.
  ADMUX = 1 << REFS0 | 1 << MUX3 | 1 << MUX2 | 1 << MUX1;
  ADCSRA = 1 << ADEN | 1 << ADPS2 | 1 << ADPS1 | 1 << ADPS0;
}

void measure() {
  ADCSRA |= 1 << ADSC;
  running = true;
}

void poll() {
  if (!running || ADCSRA & 1 << ADSC) return;
  running = false;
  const uint16_t reading = ADC;
  if (reading) mv = REFERENCE_MV * FULL_SCALE / reading;
}

uint16_t millivolts() { return mv; }

}  // namespace supply
