// Balance board: four HX711, one clock line each, on an ATmega328P (Uno, Nano).
//
// Reads every converter within a fraction of a millisecond of its own data-ready edge and sends what
// it read as framed, checked, numbered and time-stamped counts. Nothing in here waits: each part is
// polled, does what is due and returns. The bytes are settled in ../../protocol.md.

#include <avr/interrupt.h>
#include <avr/sleep.h>

#include "board.h"
#include "cells.h"
#include "commands.h"
#include "identity.h"
#include "led.h"
#include "supply.h"
#include "sync_input.h"
#include "uart.h"

// Sleep until the next edge, byte or tick: the converters measure with the processor still. The look
// round and the falling asleep happen with interrupts off, so that nothing slips in between.
static void rest() {
  cli();
  if (cells::busy() || uart::heard()) {
    sei();
    return;
  }
  sleep_enable();
  sei();  // Takes effect after the next instruction.
  sleep_cpu();
  sleep_disable();
}

void setup() {
  set_sleep_mode(SLEEP_MODE_IDLE);
  led::begin();
  sync_input::begin();
  supply::begin();
  cells::begin();
  identity::begin();
  uart::begin();
  board::begin();
}

void loop() {
  cells::poll();
  commands::poll();
  board::poll();
  supply::poll();
  led::poll();
  rest();
}
