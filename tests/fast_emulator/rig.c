/* The firmware's core natively, on the model of the converter and a clock of its own: port.h as a
 * library that the tests load. One board a process; `rig_begin` makes it new. */
#include "ads131m04_model.h"
#include "board.h"
#include "ads131m04.h"
#include "frame.h"
#include "crc.h"
#include "port.h"
#include "thermistor.h"

enum { RING = 1 << 20, SPI_BYTE_NS = 1000, SPI_EXTRA_NS = 4000, LOOP_NS = 2000, STEP_NS = 20000 };

static Ads ads;
static uint64_t now_ns;
static uint8_t sent[RING], heard[RING];
static uint32_t n_sent, n_heard, at_heard, line_room;
static uint16_t thermistor, supply_mv;
static bool sync_high, lamp;
static const uint8_t *ID = (const uint8_t *)"\x11\x22\x33\x44\x55\x66\x77\x88";

static void pass(uint64_t ns) {
  now_ns += ns;
  ads_advance(&ads, now_ns);
}

uint32_t port_micros(void) { return (uint32_t)(now_ns / 1000); }
Edges port_edges(void) { return (Edges){ads.n_edges, (uint32_t)(ads.edge_ns / 1000)}; }

void port_spi(const uint8_t *out, uint8_t *in, uint8_t n_bytes) {
  pass(SPI_EXTRA_NS / 2);
  ads_select(&ads, true);
  for (uint8_t i = 0; i < n_bytes; i++) {
    in[i] = ads_transfer(&ads, out[i]);
    pass(SPI_BYTE_NS);
  }
  ads_select(&ads, false);
  pass(SPI_EXTRA_NS / 2);
}

void port_adc_reset(bool low) { ads_reset_pin(&ads, low); }
uint32_t port_line_room(void) { return line_room; }

void port_line_write(const uint8_t *data, uint8_t n_bytes) {
  for (uint8_t i = 0; i < n_bytes && n_sent < RING; i++) sent[n_sent++] = data[i];
}

bool port_line_take(uint8_t *byte) {
  if (at_heard == n_heard) return false;
  *byte = heard[at_heard++];
  return true;
}

bool port_sync_high(void) { return sync_high; }
void port_lamp(bool on) { lamp = on; }
uint16_t port_thermistor(void) { return thermistor; }
uint16_t port_supply_mv(void) { return supply_mv; }
const uint8_t *port_unique_id(void) { return ID; }
bool port_emulated(void) { return true; }

/* What the tests call. */
Ads *rig_begin(uint32_t seed, uint64_t start_us) {
  ads_power_up(&ads, seed);
  now_ns = start_us * 1000;
  ads.next_ns = (double)now_ns + 1e6;
  n_sent = n_heard = at_heard = 0;
  line_room = 8192;
  thermistor = 2048;
  supply_mv = 2500;
  sync_high = true;
  ads_advance(&ads, now_ns);
  board_begin();
  return &ads;
}

void rig_run(uint64_t us) {
  const uint64_t end_ns = now_ns + us * 1000;
  while (now_ns < end_ns) {
    if (board_poll()) {
      pass(LOOP_NS);
      continue;
    }
    /* Asleep until the next edge, or a tick. */
    const uint64_t wake_ns = now_ns + STEP_NS;
    const bool edge_first = ads.next_ns > (double)now_ns && ads.next_ns < (double)wake_ns;
    pass(edge_first ? (uint64_t)ads.next_ns + 1 - now_ns : STEP_NS);
  }
}

/* The processor stands still while the converter goes on. */
void rig_hold(uint64_t us) { pass(us * 1000); }

void rig_hear(const uint8_t *data, uint32_t n_bytes) {
  if (at_heard == n_heard) at_heard = n_heard = 0;
  for (uint32_t i = 0; i < n_bytes && n_heard < RING; i++) heard[n_heard++] = data[i];
}

uint32_t rig_take(uint8_t *to) {
  const uint32_t n = n_sent;
  for (uint32_t i = 0; i < n; i++) to[i] = sent[i];
  n_sent = 0;
  return n;
}

void rig_room(uint32_t n_bytes) { line_room = n_bytes; }
void rig_pins(uint16_t thermistor_, uint16_t supply_mv_, bool sync_high_) {
  thermistor = thermistor_;
  supply_mv = supply_mv_;
  sync_high = sync_high_;
}
void rig_load(double a, double b, double c, double d) {
  const double volts[4] = {a, b, c, d};
  for (int i = 0; i < 4; i++) ads.volts[i] = volts[i];
}
bool rig_lamp(void) { return lamp; }
void rig_counters(uint32_t *to) {
  const AdcCounters *c = adc_counters();
  const uint32_t all[] = {c->n_starts, c->n_refused, c->n_damaged, c->n_lost, c->n_silences,
                          ads.n_conversions, ads.n_resets, ads.n_late_reads};
  for (int i = 0; i < 8; i++) to[i] = all[i];
}

/* Faults, by name of the model's own fields. */
void rig_corrupt(uint32_t n, uint32_t bit) { ads.n_corrupt = n, ads.corrupt_bit = bit; }
void rig_stuck(int level) { ads.stuck = level; }
void rig_no_edge(uint32_t n) { ads.n_no_edge = n; }
void rig_clock(double hz) { ads.clkin_hz = hz; }
void rig_keeps_newest(bool yes) { ads.keeps_newest = yes; }
void rig_unpowered(bool yes) {
  if (ads.unpowered && !yes) ads_brown_out(&ads);
  ads.unpowered = yes;
}
void rig_brown_out(void) { ads_brown_out(&ads); }
void rig_flip(uint8_t address, uint16_t mask) { ads_flip(&ads, address, mask); }
void rig_resync(void) { ads_resync(&ads); }
void rig_noise(double volts) { ads.noise_v = volts; }

/* A raw frame through the encoder, for the worked frames. */
uint32_t rig_encode(const uint8_t *raw, uint8_t n_bytes, uint8_t *to) {
  Writer w;
  w.n = 0;
  n_sent = 0;
  for (uint8_t i = 0; i < n_bytes; i++) frame_u8(&w, raw[i]);
  frame_send(&w, 0);
  return rig_take(to);
}
int rig_thermistor(uint16_t reading) { return thermistor_cdeg(reading); }
uint32_t rig_crc_adc(const uint8_t *data, uint8_t n_bytes) { return crc_adc(data, n_bytes); }
