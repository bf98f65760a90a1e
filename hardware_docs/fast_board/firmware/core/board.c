#include "board.h"

#include "ads131m04.h"
#include "config.h"
#include "frame.h"
#include "port.h"
#include "thermistor.h"

enum { HELLO_EMULATED = 1, HELLO_JUST_STARTED = 2, HELLO_STARTED = 4 };
enum { STATUS_LOST = 1 << 12, STATUS_SYNC_HIGH = 1 << 13 };
enum { REFUSED_UNKNOWN = 1, REFUSED_LENGTH = 2 };

/* Answers leave room for a sample and a heartbeat: no flood of questions can crowd them out. */
enum { SPARE_BYTES = 30 + 31 };

static const uint8_t VERSION[3] = FIRMWARE_VERSION;

static Reader reader;
static bool started, lost;
static uint16_t sample_seq, heartbeat_seq, n_bad_commands;
static uint32_t n_sent, n_torn, n_overrun, beat_us;

static void say_hello(uint16_t seq, bool just_started) {
  Writer w;
  frame_begin(&w, FRAME_HELLO, seq);
  frame_u8(&w, PROTOCOL_MAJOR);
  frame_u8(&w, PROTOCOL_MINOR);
  for (uint8_t i = 0; i < 3; i++) frame_u8(&w, VERSION[i]);
  frame_u8(&w, ADC_KIND);
  frame_u16(&w, ADC_GAIN);
  frame_u8(&w, N_CELLS);
  frame_u8(&w, (port_emulated() ? HELLO_EMULATED : 0u) | (just_started ? HELLO_JUST_STARTED : 0u) |
                   (started ? HELLO_STARTED : 0u));
  frame_u32(&w, NOMINAL_RATE_MHZ);
  for (uint8_t i = 0; i < 8; i++) frame_u8(&w, port_unique_id()[i]);
  frame_send(&w, SPARE_BYTES);
}

static void say_status(uint8_t type, uint16_t seq, uint32_t spare_bytes) {
  Writer w;
  frame_begin(&w, type, seq);
  frame_u8(&w, started);
  frame_u32(&w, port_micros());
  frame_u32(&w, n_sent);
  frame_u32(&w, n_torn);
  frame_u32(&w, n_overrun);
  frame_u16(&w, n_bad_commands);
  frame_u16(&w, port_supply_mv());
  frame_u16(&w, (uint16_t)thermistor_cdeg(port_thermistor()));
  frame_send(&w, spare_bytes);
}

static void say_pong(uint16_t seq, const uint8_t *token) {
  Writer w;
  frame_begin(&w, FRAME_PONG, seq);
  for (uint8_t i = 0; i < 4; i++) frame_u8(&w, token[i]);
  frame_u32(&w, port_micros());
  frame_send(&w, SPARE_BYTES);
}

static void refuse(uint16_t seq, uint8_t command, uint8_t reason) {
  Writer w;
  frame_begin(&w, FRAME_REFUSAL, seq);
  frame_u8(&w, command);
  frame_u8(&w, reason);
  frame_send(&w, SPARE_BYTES);
}

static void send_sample(const Reading *r) {
  port_lamp(started ? !(r->torn | r->saturated | r->silent) || (r->t_us >> 17 & 1)
                    : (r->t_us & 0xFFFFF) < 0x20000);
  if (!started) return;
  /* Conversions that nobody read are missing from the numbers, and so the gap is seen. */
  sample_seq = (uint16_t)(sample_seq + r->n_lost);
  n_overrun += r->n_lost;
  if (r->n_lost) lost = true;
  Writer w;
  frame_begin(&w, FRAME_SAMPLE, sample_seq++);
  frame_u32(&w, r->t_us);
  frame_u16(&w, r->torn | (uint32_t)r->saturated << 4 | (uint32_t)r->silent << 8 |
                    (lost ? STATUS_LOST : 0u) | (port_sync_high() ? STATUS_SYNC_HIGH : 0u));
  for (uint8_t i = 0; i < N_CELLS; i++) frame_u24(&w, (uint32_t)r->counts[i]);
  for (uint8_t i = 0; i < N_CELLS; i++) frame_u8(&w, (uint8_t)r->ages[i]);
  /* The next sample that finds room says so; its number shows how many are missing. */
  lost = !frame_send(&w, 0);
  if (lost) {
    n_overrun++;
    return;
  }
  n_sent++;
  if (r->torn) n_torn++;
}

static void obey(void) {
  const uint8_t type = reader.data[0];
  const uint16_t seq = (uint16_t)(reader.data[2] | reader.data[3] << 8);
  if (!(type & FRAME_TO_BOARD) || reader.data[1] != DEVICE) return;
  switch (type) {
    case FRAME_ASK_HELLO:
      say_hello(seq, false);
      return;
    case FRAME_START: /* Repeated it does no harm: a computer that hears nothing sends it again. */
      started = true;
      say_status(FRAME_STATUS, seq, SPARE_BYTES);
      return;
    case FRAME_STOP:
      started = lost = false;
      say_status(FRAME_STATUS, seq, SPARE_BYTES);
      return;
    case FRAME_ASK_STATUS:
      say_status(FRAME_STATUS, seq, SPARE_BYTES);
      return;
    case FRAME_PING:
      if (reader.n_frame < FRAME_HEADER_BYTES + 4 + FRAME_CRC_BYTES)
        refuse(seq, type, REFUSED_LENGTH);
      else
        say_pong(seq, reader.data + FRAME_HEADER_BYTES);
      return;
    default:
      refuse(seq, type, REFUSED_UNKNOWN);
  }
}

/* One frame in one go: the converter comes first. True where more bytes may wait. */
static bool hear(void) {
  uint8_t byte;
  while (port_line_take(&byte)) {
    switch (frame_take(&reader, byte)) {
      case READ_FRAME:
        obey();
        return true;
      case READ_BAD:
        if (n_bad_commands < UINT16_MAX) n_bad_commands++;
        return true;
      case READ_NOTHING:
        break;
    }
  }
  return false;
}

static void beat(void) {
  const uint32_t now_us = port_micros();
  if (now_us - beat_us < HEARTBEAT_US) return;
  beat_us += HEARTBEAT_US;
  if (now_us - beat_us >= HEARTBEAT_US) beat_us = now_us; /* Missed ones are not made up for. */
  say_status(FRAME_HEARTBEAT, heartbeat_seq++, 0);
}

void board_begin(void) {
  const uint8_t zero = 0;
  reader = (Reader){0};
  started = lost = false;
  sample_seq = heartbeat_seq = n_bad_commands = 0;
  n_sent = n_torn = n_overrun = 0;
  beat_us = port_micros();
  adc_begin();
  port_line_write(&zero, 1); /* Ends whatever was half sent before the reset. */
  say_hello(0, true);
}

bool board_poll(void) {
  Reading reading;
  const bool had_sample = adc_poll(&reading);
  if (had_sample) send_sample(&reading);
  const bool heard = hear();
  beat();
  return had_sample || heard;
}
