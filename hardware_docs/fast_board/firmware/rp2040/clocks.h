/* Clocks: 12 MHz crystal, 48 MHz for everything, microseconds for the timer, and the watchdog. */
#ifndef CLOCKS_H
#define CLOCKS_H

#include <stdint.h>

void clocks_begin(void);
/* Take a peripheral out of its reset and wait until it is there. */
void clocks_release(uint32_t reset_bit);
void watchdog_begin(void);
void watchdog_feed(void);

#endif
