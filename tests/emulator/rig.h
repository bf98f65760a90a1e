/* The whole emulated board: processor, four converters, line, and what is still to happen to it. */
#pragma once

#include "hx711.h"
#include "line.h"

#define N_CELLS 4
#define EEPROM_BYTES 1024

typedef struct {
	const char *image;       /* .elf or .hex of the firmware */
	uint64_t unique_id;
	bool blank_eeprom;       /* no id yet, as on a new processor; still marked as emulated */
	bool reset_on_open;      /* as an Uno does when its port is opened */
	double pace;             /* times as fast as the wall's clock; 0 = as fast as it can go */
	double seconds;          /* of the board's time; 0 = for ever */
	double rate_hz[N_CELLS];
	double noise;
	uint64_t seed;
	FILE *log;
} rig_options_t;

typedef struct {
	rig_options_t options;
	avr_t *avr;
	chip_t chips[N_CELLS];   /* tl tr bl br */
	line_t line;
	uint64_t n_resets;
	bool finished;
} rig_t;

/* Build the board and load the firmware; ends the program where that fails. */
void rig_build(rig_t *rig);

/* Press the reset button. */
void rig_reset(rig_t *rig);

/* Let the processor stand still for so long, while the chips go on. */
void rig_hold(rig_t *rig, double us);

/* Level of the sync input. */
void rig_set_sync(rig_t *rig, bool high);

/* Run until the end, taking orders from the script as they fall due. */
void rig_run(rig_t *rig);

static inline double rig_time_s(const rig_t *rig)
{
	return (double)rig->avr->cycle / (1e6 * CYCLES_PER_US);
}
