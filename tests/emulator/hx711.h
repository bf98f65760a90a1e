/* An HX711 on its own oscillator, after its data sheet and what people saw on the bench (arduino
 * board, README). Times are processor cycles at 16 MHz. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <simavr/sim_avr.h>

#define CYCLES_PER_US 16

typedef enum { CHIP_RUNS, CHIP_IS_DEAD, CHIP_IS_SHORTED, CHIP_IS_STUCK, CHIP_HANGS } chip_fault_t;

typedef struct {
	uint64_t n_words;        /* conversions that were offered */
	uint64_t n_read;         /* words that were clocked out whole */
	uint64_t n_unread;       /* replaced without having been read */
	uint64_t n_torn;         /* replaced while being read */
	uint64_t n_power_downs;
	uint64_t n_timing_faults;   /* clock high or low too short, or high too long */
	uint64_t n_protocol_faults; /* fewer than 25 or more than 27 pulses */
	uint64_t longest_high;   /* clock high without a power-down, in cycles */
	uint64_t shortest_high, shortest_low;
	uint64_t longest_read;   /* first to last pulse of a word */
} chip_stats_t;

typedef struct {
	avr_t *avr;
	const char *name;
	uint8_t dout_pin, sck_pin; /* of PORTD and PORTB */
	avr_irq_t *dout;
	FILE *log;               /* every word that was offered, if not NULL */

	double rate_hz, next_end;  /* conversions; cycle at which the running one ends */
	double load, noise;      /* counts at gain 128, and their standard deviation */
	uint64_t chance;
	bool saturated;
	chip_fault_t fault;
	int tear_at;             /* the oscillator slips: a conversion ends after so many pulses of the
	                            next reading; 0 = it does not */
	uint64_t stretch_next;   /* the next clock pulse is held high for so many cycles */

	int32_t word;
	int n_pulses;            /* since the word was offered */
	int settling;            /* conversions that are still thrown away */
	bool offered, updating, powered_down, sck_high;
	avr_cycle_count_t rise, fall, first_rise, ready_since;
	chip_stats_t stats;
} chip_t;

/* Connect a chip to the processor's pins; `chip->name` and the pins are set already. */
void chip_connect(chip_t *chip, avr_t *avr, double rate_hz, double phase, uint64_t seed);

/* After a reset of the processor, which forgets all timers and levels; the chip goes on. */
void chip_after_processor_reset(chip_t *chip);

void chip_set_fault(chip_t *chip, chip_fault_t fault);

/* A loose contact: DOUT is low for a moment although no word waits. */
void chip_glitch(chip_t *chip);

/* A spike on the clock line: the chip powers down and starts again. */
void chip_power_down(chip_t *chip);
