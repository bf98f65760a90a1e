/* The serial line between the emulated processor and the world: a pty, a file, or both. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <simavr/sim_avr.h>

typedef struct {
	avr_t *avr;
	avr_irq_t *to_board;
	int master;              /* of the pty; -1 without one */
	bool open;               /* somebody has the pty open */
	FILE *out;               /* what the board sends, if not NULL */
	uint8_t sent[65536];     /* by the board, not yet written to the pty; what does not fit is lost */
	size_t n_sent;
	uint8_t queued[65536];   /* for the board */
	size_t n_queued, n_given;
	double slower;           /* a byte of the board takes so many times longer */
	uint64_t n_bytes_out, n_bytes_in, n_lost;
} line_t;

/* Open a pty and give its name; without the call there is none. */
const char *line_open_pty(line_t *line);

void line_connect(line_t *line, avr_t *avr);

/* After a reset of the processor, which forgets all timers. */
void line_after_processor_reset(line_t *line);

/* Bytes for the board, given to it at the pace of the line. */
void line_queue(line_t *line, const uint8_t *data, size_t n_bytes);

/* Move bytes from and to the pty. Whether it was opened or closed meanwhile. */
bool line_serve(line_t *line);

/* Make the board's line slower than its baud rate, or normal again with 1. */
void line_set_slower(line_t *line, double slower);
