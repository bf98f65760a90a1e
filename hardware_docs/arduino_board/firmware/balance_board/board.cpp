#include "board.h"

#include <Arduino.h>

#include "config.h"
#include "frame.h"
#include "identity.h"
#include "led.h"
#include "supply.h"
#include "sync_input.h"
#include "uart.h"

namespace board {

enum HelloFlag : uint8_t { EMULATED = 1, JUST_STARTED = 2, STARTED = 4 };
enum StatusBit : uint16_t { LOST = 1 << 12, SYNC_HIGH = 1 << 13 };

// Answers leave room for a sample and a heartbeat: no flood of questions can crowd them out.
constexpr uint8_t SPARE_BYTES = 26 + 31;
constexpr int16_t NOT_MEASURED = -32768;

static bool started, lost;
static uint16_t sample_seq, heartbeat_seq, n_bad_commands;
static uint32_t n_sent, n_torn, n_overrun, beat_us;

void begin() {
  beat_us = micros();
  const uint8_t zero = 0;
  uart::write(&zero, 1);  // Ends whatever was half sent before the reset.
  say_hello(0, true);
}

static bool send_status(frame::Type type, uint16_t seq, uint8_t spare_bytes) {
  return frame::Writer(type, seq)
      .u8(started)
      .u32(micros())
      .u32(n_sent)
      .u32(n_torn)
      .u32(n_overrun)
      .u16(n_bad_commands)
      .u16(supply::millivolts())
      .u16(NOT_MEASURED)
      .send(spare_bytes);
}

void poll() {
  const uint32_t now_us = micros();
  if (now_us - beat_us < config::HEARTBEAT_US) return;
  beat_us += config::HEARTBEAT_US;
  if (now_us - beat_us >= config::HEARTBEAT_US) beat_us = now_us;  // Missed ones are not made up for.
  send_status(frame::HEARTBEAT, heartbeat_seq++, 0);
  supply::measure();
}

void take(const Sample &sample) {
  led::show(started, sample.torn | sample.saturated | sample.silent);
  if (!started) return;
  uint16_t status = sample.torn | sample.saturated << 4 | (uint16_t)sample.silent << 8;
  if (lost) status |= LOST;
  if (sync_input::high()) status |= SYNC_HIGH;
  frame::Writer out(frame::SAMPLE, sample_seq++);
  out.u32(sample.t_us).u16(status);
  for (const int32_t counts : sample.counts) out.u24(counts);
  // The next sample that finds room says so; its number shows how many are missing.
  lost = !out.send();
  if (lost) {
    n_overrun++;
    return;
  }
  n_sent++;
  if (sample.torn) n_torn++;
}

void start(uint16_t seq) {
  // A start that is repeated does no harm: a computer that hears nothing sends it again.
  started = true;
  say_status(seq);
}

void stop(uint16_t seq) {
  started = false;
  lost = false;
  say_status(seq);
}

void say_hello(uint16_t seq, bool just_started) {
  uint8_t flags = 0;
  if (identity::emulated()) flags |= EMULATED;
  if (just_started) flags |= JUST_STARTED;
  if (started) flags |= STARTED;
  frame::Writer out(frame::HELLO, seq);
  out.u8(config::PROTOCOL_MAJOR).u8(config::PROTOCOL_MINOR);
  for (const uint8_t part : config::FIRMWARE) out.u8(part);
  out.u8(config::ADC_KIND).u16(config::ADC_GAIN).u8(pins::N_CELLS).u8(flags);
  out.u32(config::NOMINAL_RATE_MHZ);
  for (uint8_t i = 0; i < identity::N_BYTES; i++) out.u8(identity::unique_id()[i]);
  out.send(SPARE_BYTES);
}

void say_status(uint16_t seq) { send_status(frame::STATUS, seq, SPARE_BYTES); }

void pong(uint16_t seq, const uint8_t *token) {
  const uint32_t now_us = micros();
  frame::Writer out(frame::PONG, seq);
  for (uint8_t i = 0; i < 4; i++) out.u8(token[i]);
  out.u32(now_us).send(SPARE_BYTES);
}

void refuse(uint16_t seq, uint8_t command, uint8_t reason) {
  frame::Writer(frame::REFUSAL, seq).u8(command).u8(reason).send(SPARE_BYTES);
}

void count_bad_command() {
  if (n_bad_commands < UINT16_MAX) n_bad_commands++;
}

}  // namespace board
