#include "ads131m04_model.h"

/* 8.6, table 8-12: addresses and values after a reset. */
enum { ID = 0x00, STATUS = 0x01, MODE = 0x02, CLOCK = 0x03, GAIN = 0x04, CFG = 0x06 };
enum { FULL_COUNTS = 1 << 23 };
static const double VREF = 1.2; /* 8.3.4; this part has no pin for another */

static void registers_reset(Ads *a) {
  for (int i = 0; i < 64; i++) a->registers[i] = 0;
  a->registers[ID] = 0x2400;
  a->registers[MODE] = 0x0510;
  a->registers[CLOCK] = 0x0F0E;
  a->registers[CFG] = 0x0600;
  for (int channel = 0; channel < ADS_CHANNELS; channel++) a->registers[0x0C + 5 * channel] = 0x8000;
  a->crc_error = a->resynced = a->map_changed = false;
}

static double period_ns(const Ads *a) {
  const double osr = 128 << (a->registers[CLOCK] >> 2 & 7);
  return 2.0 * osr / a->clkin_hz * 1e9; /* The modulator runs at half the clock, 8.3.5. */
}

static void restart_conversions(Ads *a) {
  a->n_fifo = 0;
  a->drdy_low = false;
  if (a->clkin_hz > 0) a->next_ns = (double)a->now_ns + period_ns(a);
}

static void reset(Ads *a) {
  registers_reset(a);
  a->answer = 0xFF24; /* Table 8-11: what the first frame after a reset gives. */
  a->answer_is_status = false;
  a->n_resets++;
  restart_conversions(a);
}

void ads_power_up(Ads *a, uint32_t seed) {
  *a = (Ads){0};
  a->clkin_hz = 8.192e6;
  a->noise_v = 0.77e-6; /* 7.1, table 7-1: gain 128, 1 kSPS. */
  a->stuck = -1;
  a->chance = seed * 2654435761u + 1;
  reset(a);
  a->n_resets = 0;
}

static double uniform(Ads *a) {
  a->chance ^= a->chance << 13;
  a->chance ^= a->chance >> 17;
  a->chance ^= a->chance << 5;
  return a->chance / 4294967296.0;
}

/* Of the central limit: no library, and tails as far as six. */
static double normal(Ads *a) {
  double sum = -6.0;
  for (int i = 0; i < 12; i++) sum += uniform(a);
  return sum;
}

static int32_t convert(Ads *a, int channel) {
  const double gain = 1 << (a->registers[GAIN] >> (4 * channel) & 7);
  const double volts = a->volts[channel] + a->noise_v * normal(a);
  const double counts = volts * gain / VREF * FULL_COUNTS;
  if (!(a->registers[CLOCK] & 1 << (8 + channel))) return 0;
  if (counts >= FULL_COUNTS - 1) return FULL_COUNTS - 1;
  if (counts <= -FULL_COUNTS) return -FULL_COUNTS;
  return (int32_t)(counts < 0 ? counts - 0.5 : counts + 0.5);
}

static void store(Ads *a) {
  int place = a->n_fifo;
  if (place == 2) {
    if (!a->keeps_newest) return;
    for (int i = 0; i < ADS_CHANNELS; i++) a->fifo[0][i] = a->fifo[1][i];
    place = 1;
  } else {
    a->n_fifo++;
  }
  for (int i = 0; i < ADS_CHANNELS; i++) a->fifo[place][i] = convert(a, i);
}

static void end_conversion(Ads *a) {
  a->n_conversions++;
  store(a);
  /* Amid a reading the high pulse is blocked, so a low DRDY does not fall again. */
  const bool falls = !(a->selected && a->drdy_low);
  if (a->selected) a->n_late_reads++;
  a->drdy_low = true;
  if (a->n_no_edge) {
    a->n_no_edge--;
    return;
  }
  if (!falls) return;
  a->n_edges++;
  a->edge_ns = (uint64_t)a->next_ns;
}

void ads_advance(Ads *a, uint64_t now_ns) {
  const bool runs = a->clkin_hz > 0 && !a->reset_low && !a->unpowered;
  while (runs && a->next_ns <= (double)now_ns) {
    a->now_ns = (uint64_t)a->next_ns;
    end_conversion(a);
    a->next_ns += period_ns(a);
  }
  a->now_ns = now_ns;
  if (!runs) a->next_ns = (double)now_ns + 1e6;
}

/* 8.4.1.2: low for 2048 clocks or longer is a reset, shorter a synchronisation. */
void ads_reset_pin(Ads *a, bool low) {
  if (low && !a->reset_low) a->reset_since_ns = a->now_ns;
  if (!low && a->reset_low && a->clkin_hz > 0) {
    if ((double)(a->now_ns - a->reset_since_ns) >= 2048 / a->clkin_hz * 1e9)
      reset(a);
    else
      ads_resync(a);
  }
  a->reset_low = low;
}

void ads_brown_out(Ads *a) { reset(a); }

void ads_resync(Ads *a) {
  a->resynced = true;
  restart_conversions(a);
}

void ads_flip(Ads *a, uint8_t address, uint16_t mask) {
  a->registers[address] ^= mask;
  if (a->registers[MODE] & 1 << 13) a->map_changed = true; /* REGCRC_EN, 8.3.13 */
}

/* 8.3.12: CCITT polynomial, begun with ones; one bit at a time, as it is defined. */
static uint16_t crc(const uint8_t *data, uint32_t n_bytes) {
  uint16_t sum = 0xFFFF;
  for (uint32_t i = 0; i < n_bytes * 8; i++) {
    const bool bit = data[i / 8] >> (7 - i % 8) & 1;
    const bool top = sum >> 15;
    sum = (uint16_t)(sum << 1);
    if (bit != top) sum ^= 0x1021;
  }
  return sum;
}

static uint16_t status(const Ads *a) {
  uint16_t word = (uint16_t)(a->registers[MODE] & 0x0F00); /* type of CRC, reset, length of words */
  if (a->resynced) word |= 1 << 14;
  if (a->map_changed) word |= 1 << 13;
  if (a->crc_error) word |= 1 << 12;
  if (a->n_fifo) word |= a->registers[CLOCK] >> 8 & 15;
  return word;
}

static void put(uint8_t *at, uint32_t word_24) {
  at[0] = (uint8_t)(word_24 >> 16);
  at[1] = (uint8_t)(word_24 >> 8);
  at[2] = (uint8_t)word_24;
}

/* The answer to the frame before, the channels, the check. */
static void prepare(Ads *a) {
  const uint16_t answer = a->answer_is_status ? status(a) : a->answer;
  for (int i = 0; i < ADS_LONGEST_FRAME; i++) a->in[i] = a->out[i] = 0;
  put(a->out, (uint32_t)answer << 8);
  if (a->n_fifo)
    for (int i = 0; i < ADS_CHANNELS; i++) a->shown[i] = a->fifo[0][i];
  for (int i = 0; i < ADS_CHANNELS; i++) put(a->out + 3 + 3 * i, (uint32_t)a->shown[i] & 0xFFFFFF);
  put(a->out + 15, (uint32_t)crc(a->out, 15) << 8);
  if (a->answer_is_status) a->resynced = false;
  if (!a->n_corrupt) return;
  a->n_corrupt--;
  a->out[a->corrupt_bit / 8 % 18] ^= (uint8_t)(0x80 >> a->corrupt_bit % 8);
}

static uint16_t word(const Ads *a, uint32_t i) { return (uint16_t)(a->in[3 * i] << 8 | a->in[3 * i + 1]); }

static void write_registers(Ads *a, uint8_t address, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const uint8_t at = (uint8_t)((address + i) & 63);
    if (at <= STATUS) continue; /* Read only. */
    a->registers[at] = word(a, 1 + i);
    if (at == CLOCK) restart_conversions(a);
  }
  a->answer = (uint16_t)(0x4000 | address << 7 | (n - 1));
  a->answer_is_status = false;
}

/* Table 8-11: what the command of this frame does; its answer comes with the next one. */
static void execute(Ads *a) {
  const uint16_t command = word(a, 0);
  const bool writes = (command & 0xE000) == 0x6000;
  const uint32_t n = writes ? (command & 127) + 1u : 0;
  a->answer_is_status = true;
  if (a->registers[MODE] & 1 << 12) {
    a->crc_error = word(a, 1 + n) != crc(a->in, 3 * (1 + n));
    if (a->crc_error) return;
  }
  if (command == 0x0011) {
    reset(a);
  } else if (writes) {
    write_registers(a, command >> 7 & 63, n);
  } else if ((command & 0xE07F) == 0xA000) {
    const uint8_t address = command >> 7 & 63;
    a->answer = address == STATUS ? status(a) : a->registers[address];
    a->answer_is_status = false;
  }
}

void ads_select(Ads *a, bool low) {
  if (low == a->selected) return;
  a->selected = low;
  if (low) {
    a->at = 0;
    a->n_frames++;
    prepare(a);
    return;
  }
  if (a->at < 18) {
    a->n_short++;
    return;
  }
  if (a->n_fifo) {
    a->n_fifo--;
    for (int i = 0; i < ADS_CHANNELS; i++) a->fifo[0][i] = a->fifo[1][i];
  }
  if (!a->n_fifo) a->drdy_low = false;
  if (!a->reset_low && !a->unpowered) execute(a);
}

uint8_t ads_transfer(Ads *a, uint8_t byte) {
  const uint32_t at = a->at++;
  if (!a->selected || a->reset_low || a->unpowered || at >= ADS_LONGEST_FRAME) return 0;
  a->in[at] = byte;
  return a->stuck < 0 ? a->out[at] : (a->stuck ? 0xFF : 0x00);
}
