/* The converter: four channels sampled together, read over SPI with a check of their own.
 *
 * Tables and sections are those of TI's data sheet SBASA13A (ADS131M04-Q1); that of the plain part is
 * SBAS890. Registers and commands stand in ads131m04.c. */
#ifndef ADS131M04_H
#define ADS131M04_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

/* One conversion of all four channels, or that there was none. Bit i of a mask is cell i of the
 * protocol's order, tl tr bl br, which is the order of the channels. */
typedef struct {
  uint32_t t_us;           /* when DRDY fell */
  uint32_t n_lost;         /* conversions before this one that were not read */
  int32_t counts[N_CELLS]; /* of a cell that is silent, its last ones */
  int8_t ages[N_CELLS];    /* how old the counts are at t_us, in AGE_UNIT_US; 127 is as old or older */
  uint8_t torn, saturated, silent;
} Reading;

/* Counters that only grow; for tests and for whoever looks for a bad wire. */
typedef struct {
  uint32_t n_starts;   /* the converter was reset and set up */
  uint32_t n_refused;  /* a register did not read back as written */
  uint32_t n_damaged;  /* readings whose check failed */
  uint32_t n_lost;     /* conversions that were not read */
  uint32_t n_silences; /* times that DRDY stopped */
} AdcCounters;

/* Reset the converter; the rest is done by `adc_poll`. */
void adc_begin(void);

/* Do what is due. True where `reading` has been filled. */
bool adc_poll(Reading *reading);

const AdcCounters *adc_counters(void);

#endif
