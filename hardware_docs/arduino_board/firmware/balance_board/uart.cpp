#include "uart.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "config.h"

namespace uart {

// Indices of one byte go round by themselves: 256 bytes, of which 255 are used.
static uint8_t tx_ring[256];
static volatile uint8_t tx_head, tx_tail;

constexpr uint8_t RX_MASK = 63;
static uint8_t rx_ring[RX_MASK + 1];
static volatile uint8_t rx_head, rx_tail;

ISR(USART_UDRE_vect) {
  const uint8_t tail = tx_tail;
  if (tail == tx_head) {
    // The register stays empty, so the interrupt would come again and again.
    UCSR0B &= ~(1 << UDRIE0);
    return;
  }
  UDR0 = tx_ring[tail];
  tx_tail = tail + 1;
}

ISR(USART_RX_vect) {
  const uint8_t byte = UDR0, head = rx_head, next = (head + 1) & RX_MASK;
  if (next == rx_tail) return;
  rx_ring[head] = byte;
  rx_head = next;
}

void begin() {
  // Rounded to the nearest: 16 at 16 MHz, which is 117647 symbols a second, 2.1 % fast.
  constexpr uint16_t DIVISOR = (F_CPU / 4 / config::BAUD - 1) / 2;
  UCSR0A = 1 << U2X0;
  UBRR0 = DIVISOR;
  UCSR0C = 1 << UCSZ01 | 1 << UCSZ00;
  UCSR0B = 1 << RXEN0 | 1 << TXEN0 | 1 << RXCIE0;
}

uint8_t room() { return 255 - (uint8_t)(tx_head - tx_tail); }

void write(const uint8_t *data, uint8_t n_bytes) {
  uint8_t head = tx_head;
  while (n_bytes--) tx_ring[head++] = *data++;
  tx_head = head;
  const uint8_t flags = SREG;
  cli();  // The interrupt clears the same bit of this register.
  UCSR0B |= 1 << UDRIE0;
  SREG = flags;
}

bool heard() { return rx_head != rx_tail; }

bool take(uint8_t &byte) {
  const uint8_t tail = rx_tail;
  if (tail == rx_head) return false;
  byte = rx_ring[tail];
  rx_tail = (tail + 1) & RX_MASK;
  return true;
}

}  // namespace uart
