/* The board as the computer sees it: started or stopped, its counters, and what it says. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

/* Say hello: the board has just started. */
void board_begin(void);

/* Do what is due: read the converter, obey the computer, beat. True while there is more to do at
 * once, so that the processor may not sleep. */
bool board_poll(void);

#endif
