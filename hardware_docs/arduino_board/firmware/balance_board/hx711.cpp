#include "hx711.h"

#include <avr/interrupt.h>
#include <util/delay.h>
#include <util/delay_basic.h>

#include "config.h"

namespace hx711 {

static volatile uint8_t seen_high;

// Edges of DOUT wake the processor.
ISR(PCINT2_vect) { seen_high |= PIND; }

bool was_high(const pins::Converter &chip) {
  const uint8_t flags = SREG;
  cli();
  // Looked at and cleared in one go: an edge in between would be lost.
  const bool high = (seen_high | PIND) & chip.dout;
  seen_high &= ~chip.dout;
  SREG = flags;
  return high;
}

void begin() {
  PORTB &= ~pins::ALL_SCK;
  DDRB |= pins::ALL_SCK;
  DDRD &= ~pins::ALL_DOUT;
  PORTD |= pins::ALL_DOUT;
  PCMSK2 = pins::ALL_DOUT;
  PCICR |= 1 << PCIE2;
  restart(pins::ALL_SCK);
}

void restart(uint8_t sck) {
  PORTB |= sck;
  _delay_us(config::RESTART_HIGH_US);
  PORTB &= ~sck;
}

// High for 0.6 us (0.2 to 50 us are allowed), then DOUT of this bit: it is valid 0.1 us after the
// rise and stays until the next one, so it is read with interrupts on again.
static inline bool pulse(uint8_t high, uint8_t low, uint8_t dout) {
  const uint8_t flags = SREG;
  cli();
  PORTB = high;
  _delay_loop_1(2);
  __asm__ volatile("nop\n nop\n nop");
  PORTB = low;
  SREG = flags;
  return PIND & dout;
}

Word read(const pins::Converter &chip) {
  // Only this thread of control writes PORTB, so its other pins cannot change under the reading.
  const uint8_t low = PORTB & ~chip.sck, high = low | chip.sck, dout = chip.dout;
  PCICR &= ~(1 << PCIE2);  // The bits that follow are data, no edges to wake for.
  uint8_t part[3];
  for (uint8_t i = 0; i < 3; i++) {
    uint8_t bits = 0;
    for (uint8_t bit = 0; bit < 8; bit++) {
      bits <<= 1;
      if (pulse(high, low, dout)) bits |= 1;
    }
    part[i] = bits;
  }
  bool released = false;
  for (uint8_t i = 0; i < config::GAIN_PULSES; i++) released = pulse(high, low, dout);
  seen_high |= PIND & ~dout;  // No pulse of another chip is so short that it falls between.
  PCIFR = 1 << PCIF2;
  PCICR |= 1 << PCIE2;
  const uint8_t sign = part[0] & 0x80 ? 0xFF : 0x00;
  const uint32_t counts = (uint32_t)sign << 24 | (uint32_t)part[0] << 16 |
                          (uint32_t)part[1] << 8 | part[2];
  return {(int32_t)counts, released};
}

}  // namespace hx711
