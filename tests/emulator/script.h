/* Orders to the emulated board, one a line, from a file and from standard input:
 *
 *     at 2.5 dead tl      an order at a time of the board, in seconds; in a file times only grow
 *     dead tl             at once
 *
 * See README.md beside this file for the orders. */
#pragma once

#include "rig.h"

/* Read the orders of a file; call before rig_run. */
void script_load(const char *path);

/* Whether orders come from standard input too. */
void script_use_stdin(void);

void script_begin(rig_t *rig);
void script_after_processor_reset(void);

/* Carry out the orders that are due, between two instructions. */
void script_run_due(rig_t *rig);

/* Carry out what has come on standard input; its end ends the emulation. */
void script_listen(rig_t *rig);
