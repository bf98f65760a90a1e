#include "ads131m04.h"

#include "crc.h"
#include "port.h"

enum { OLDEST = 127 }; /* Of an age: so old or older, or never known. */
enum { WORD_BYTES = 3, N_WORDS = N_CELLS + 2, FRAME_BYTES = WORD_BYTES * N_WORDS };

/* Commands, table 8-11. A register's address stands in bits 12 to 7. */
enum { NULL_COMMAND = 0x0000, RREG = 0xA000, WREG = 0x6000, WREG_DONE = 0x4000, RESET_DONE = 0xFF24 };

/* Registers, table 8-12. */
enum { STATUS = 0x01, MODE = 0x02, CLOCK = 0x03, GAIN = 0x04 };

/* STATUS, which is also what answers the null command. */
enum {
  STATUS_F_RESYNC = 1 << 14,
  STATUS_REG_MAP = 1 << 13,
  STATUS_RESET = 1 << 10,
  STATUS_WLENGTH = 3 << 8,
  STATUS_WLENGTH_24 = 1 << 8,
  STATUS_DRDY = 15
};

/* Check of the register map and of what we send; the reset's flag cleared; words of 24 bits; the
 * time-out of half a frame on; DRDY low until read. */
enum { MODE_WANTED = 1 << 13 | 1 << 12 | 1 << 8 | 1 << 4 };
/* All channels on, high resolution. */
enum { CLOCK_WANTED = 15 << 8 | ADC_OSR_CODE << 2 | 2 };
enum { GAIN_WANTED = ADC_GAIN_CODE * 0x1111 };

typedef enum { HELD_IN_RESET, STARTING, RUNNING, SILENT } State;

static State state;
static uint32_t since_us;   /* when the state began */
static uint32_t seen_n;     /* edges that are dealt with */
static uint32_t drained_us; /* edge after which the converter's buffer was empty */
static bool drained;       /* there was one since the start */
static uint32_t last_us;   /* time of the last reading that was handed out */
static bool counting;      /* there was one, so that missing ones can be counted */
static uint8_t n_settle;   /* conversions still to be passed over */
static uint8_t n_damaged;  /* in a row */
static uint32_t idle_us;   /* when a silent converter was last told of */
static int32_t counts[N_CELLS];
static uint32_t good_us[N_CELLS];
static bool known[N_CELLS]; /* good_us holds, and not so long ago that its age has wrapped */
static AdcCounters counters;

const AdcCounters *adc_counters(void) { return &counters; }

static void enter(State next, uint32_t now_us) {
  state = next;
  since_us = now_us;
}

static void reset(uint32_t now_us) {
  port_adc_reset(true);
  enter(HELD_IN_RESET, now_us);
}

void adc_begin(void) {
  counting = drained = false;
  for (uint8_t i = 0; i < N_CELLS; i++) known[i] = false;
  seen_n = 0;
  counters = (AdcCounters){0};
  reset(port_micros());
}

static void put_word(uint8_t *at, uint32_t value) {
  /* 16 bits stand left in a word of 24. */
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
  at[2] = 0;
}

static uint16_t word_16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }

/* One frame: a command with its data, if any, and their check. False where the answer's is wrong. */
static bool exchange(uint16_t command, const uint16_t *data, uint8_t *in) {
  uint8_t out[FRAME_BYTES] = {0};
  uint8_t n = WORD_BYTES;
  put_word(out, command);
  if (data) {
    put_word(out + n, *data);
    n += WORD_BYTES;
  }
  put_word(out + n, crc_adc(out, n));
  port_spi(out, in, FRAME_BYTES);
  return word_16(in + FRAME_BYTES - WORD_BYTES) == crc_adc(in, FRAME_BYTES - WORD_BYTES);
}

/* Write a register and read it back; each answer comes with the frame after its command. */
static bool set(uint16_t address, uint16_t value) {
  uint8_t in[FRAME_BYTES];
  exchange((uint16_t)(WREG | address << 7), &value, in);
  if (!exchange((uint16_t)(RREG | address << 7), 0, in)) return false;
  if (word_16(in) != (WREG_DONE | address << 7)) return false;
  return exchange(NULL_COMMAND, 0, in) && word_16(in) == value;
}

static bool set_up(void) {
  uint8_t in[FRAME_BYTES];
  counters.n_starts++;
  /* The first frame after a reset says that there was one. */
  if (!exchange(NULL_COMMAND, 0, in) || word_16(in) != RESET_DONE) return false;
  return set(MODE, MODE_WANTED) && set(CLOCK, CLOCK_WANTED) && set(GAIN, GAIN_WANTED);
}

static void start(uint32_t now_us) {
  if (!set_up()) {
    counters.n_refused++;
    enter(SILENT, now_us);
    return;
  }
  n_settle = N_SETTLE;
  n_damaged = 0;
  drained = false;
  seen_n = port_edges().n;
  enter(RUNNING, now_us);
}

static int32_t signed_24(const uint8_t *at) {
  return (int32_t)((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8) / 256;
}

static void fill(Reading *reading, uint32_t t_us) {
  reading->t_us = t_us;
  for (uint8_t i = 0; i < N_CELLS; i++) {
    const uint32_t age = (t_us - good_us[i]) / AGE_UNIT_US;
    if (age >= OLDEST) known[i] = false;
    reading->counts[i] = counts[i];
    reading->ages[i] = (int8_t)(known[i] ? age : OLDEST);
    if (counts[i] == 0x7FFFFF || counts[i] == -0x800000) reading->saturated |= (uint8_t)(1 << i);
  }
}

/* Take over the channels that hold a new conversion; a mask of those that do not. */
static uint8_t accept(const uint8_t *in, uint16_t status, uint32_t t_us) {
  for (uint8_t i = 0; i < N_CELLS; i++) {
    if (!(status & 1 << i)) continue;
    counts[i] = signed_24(in + WORD_BYTES * (1 + i));
    good_us[i] = t_us;
    known[i] = true;
  }
  return (uint8_t)(~status & STATUS_DRDY);
}

/* The buffer holds two conversions, and after a pause both places are taken: read twice
 * at once. Which conversions a full buffer keeps is not said, so neither is used. */
static void empty_buffer(void) {
  uint8_t in[FRAME_BYTES];
  exchange(NULL_COMMAND, 0, in);
  exchange(NULL_COMMAND, 0, in);
}

/* How many conversions were not read before the one of this edge: by the clock, because an edge may
 * itself be missing. */
static uint32_t missing(uint32_t t_us) {
  if (!counting) return 0;
  const uint32_t n_periods = (t_us - last_us + PERIOD_US / 2) / PERIOD_US;
  return n_periods > 1 ? n_periods - 1 : 0;
}

static bool read(Reading *reading, Edges edge) {
  uint8_t in[FRAME_BYTES];
  const bool sound = exchange(NULL_COMMAND, 0, in);
  const uint16_t status = word_16(in);
  if (sound && (status & (STATUS_RESET | STATUS_REG_MAP) ||
                (status & STATUS_WLENGTH) != STATUS_WLENGTH_24)) {
    /* It has started anew, or a register changed by itself: nothing it says holds. */
    reset(port_micros());
    return false;
  }
  if (sound && n_settle) {
    n_settle--;
    return false;
  }
  reading->n_lost = missing(edge.us);
  counters.n_lost += reading->n_lost;
  if (sound) {
    reading->silent = accept(in, status, edge.us);
    if (status & STATUS_F_RESYNC) reading->torn = STATUS_DRDY;
    n_damaged = 0;
  } else {
    counters.n_damaged++;
    reading->silent = STATUS_DRDY;
    if (++n_damaged >= MOST_DAMAGED) reset(port_micros());
  }
  fill(reading, edge.us);
  last_us = edge.us;
  counting = true;
  return true;
}

/* With no converter left a sample says so, ten times a second. */
static bool idle(Reading *reading, uint32_t now_us) {
  if (now_us - idle_us < IDLE_SAMPLE_US) return false;
  idle_us = now_us;
  reading->n_lost = missing(now_us);
  counters.n_lost += reading->n_lost;
  reading->silent = STATUS_DRDY;
  fill(reading, now_us);
  last_us = now_us;
  return true;
}

static bool gone(Edges edges, uint32_t now_us) {
  if (now_us - since_us < SILENT_US || (edges.n && now_us - edges.us < SILENT_US)) return false;
  counters.n_silences++;
  enter(SILENT, now_us);
  return true;
}

static bool run(Reading *reading) {
  /* The edges first: one that comes between the two must not lie ahead of now. */
  const Edges edges = port_edges();
  const uint32_t now_us = port_micros();
  if (gone(edges, now_us) || edges.n == seen_n) return false;
  if (now_us - edges.us > LATEST_READ_US) return false; /* The next edge shows what was missed. */
  const bool paused = edges.n - seen_n != 1 || !drained ||
                      edges.us - drained_us > PERIOD_US + PERIOD_US / 2;
  seen_n = edges.n;
  drained = true;
  drained_us = edges.us;
  if (!paused) return read(reading, edges);
  empty_buffer();
  return false;
}

bool adc_poll(Reading *reading) {
  const uint32_t now_us = port_micros();
  *reading = (Reading){0};
  switch (state) {
    case HELD_IN_RESET:
      if (now_us - since_us < RESET_LOW_US) return false;
      port_adc_reset(false);
      enter(STARTING, now_us);
      return false;
    case STARTING:
      if (now_us - since_us >= RESET_WAIT_US) start(now_us);
      return false;
    case RUNNING:
      return run(reading);
    case SILENT:
      if (now_us - since_us >= RESTART_EVERY_US) reset(now_us);
      return idle(reading, now_us);
  }
  return false;
}
