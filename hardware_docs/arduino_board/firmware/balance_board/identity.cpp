#include "identity.h"

#include <Arduino.h>
#include <avr/boot.h>
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>
#include <string.h>
#include <util/crc16.h>

namespace identity {

// As it lies at address 0 of the EEPROM.
struct Record {
  uint8_t magic[2];
  uint8_t id[N_BYTES];
  uint16_t crc;  // CRC-16/MCRF4XX of what stands before it.
};

constexpr uint8_t MAGIC[2] = {'B', 'A'};
constexpr uint16_t MARK_AT = E2END - 3;
constexpr uint8_t MARK[4] = {'E', 'M', 'U', 'L'};
constexpr uint8_t N_TICKS = 64;  // Of 16 ms.
constexpr uint32_t LONGEST_TICK_US = 25000;
constexpr uint8_t SERIAL_AT = 0x0E, SERIAL_BYTES = 10;

static Record record;
static bool is_emulated;
static volatile uint8_t n_ticks;
static volatile uint8_t tick_count;

ISR(WDT_vect) {
  tick_count = TCNT1L;
  n_ticks++;
}

static uint16_t crc_of(const uint8_t *data, uint8_t n_bytes) {
  uint16_t crc = 0xFFFF;
  while (n_bytes--) crc = _crc_ccitt_update(crc, *data++);
  return crc;
}

static uint16_t record_crc() {
  return crc_of(reinterpret_cast<const uint8_t *>(&record), offsetof(Record, crc));
}

static void stir(uint8_t byte) {
  uint8_t *id = record.id;
  for (uint8_t i = 0; i < N_BYTES; i += 2) {
    uint16_t part = id[i] | (uint16_t)id[i + 1] << 8;
    part = _crc_ccitt_update(part, byte + i);
    id[i] = part;
    id[i + 1] = part >> 8;
    byte ^= part;
  }
}

// Interrupts of the watchdog, without its reset: old boot loaders do not survive that one.
static void watchdog(uint8_t mode) {
  cli();
  wdt_reset();
  // The mode may be changed only within four clocks of this write, hence no interrupts.
  WDTCSR = 1 << WDCE | 1 << WDE;
  WDTCSR = mode;
  sei();
}

static void make() {
  memset(record.id, 0xA5, N_BYTES);
  for (uint8_t i = 0; i < SERIAL_BYTES; i++) stir(boot_signature_byte_get(SERIAL_AT + i));
  TCCR1A = 0;
  TCCR1B = 1 << CS10;  // The crystal, undivided.
  watchdog(1 << WDIE);
  for (uint8_t done = 0; done < N_TICKS; done++) {
    const uint32_t start_us = micros();
    while ((uint8_t)(n_ticks - done) == 0 && micros() - start_us < LONGEST_TICK_US) {
    }
    stir(tick_count);
  }
  watchdog(0);
  memcpy(record.magic, MAGIC, sizeof MAGIC);
  record.crc = record_crc();
  eeprom_update_block(&record, nullptr, sizeof record);
}

void begin() {
  uint8_t mark[sizeof MARK];
  eeprom_read_block(mark, reinterpret_cast<const void *>(MARK_AT), sizeof mark);
  is_emulated = !memcmp(mark, MARK, sizeof MARK);
  eeprom_read_block(&record, nullptr, sizeof record);
  if (memcmp(record.magic, MAGIC, sizeof MAGIC) || record.crc != record_crc()) make();
}

const uint8_t *unique_id() { return record.id; }

bool emulated() { return is_emulated; }

}  // namespace identity
