#include "led.h"

#include <Arduino.h>

#include "pins.h"

namespace led {

constexpr uint16_t FAULT_SHOWN_MS = 1000;

static bool started, faulty;
static uint16_t fault_ms;

void begin() { DDRB |= pins::LED; }

void show(bool is_started, bool fault) {
  started = is_started;
  if (fault) {
    faulty = true;
    fault_ms = millis();
  }
}

void poll() {
  const uint16_t now_ms = millis();
  if (faulty && (uint16_t)(now_ms - fault_ms) > FAULT_SHOWN_MS) faulty = false;
  bool on = started;
  if (faulty)
    on = (now_ms & 255) < 128;
  else if (!started)
    on = (now_ms & 1023) < 32;
  if (on)
    PORTB |= pins::LED;
  else
    PORTB &= ~pins::LED;
}

}  // namespace led
