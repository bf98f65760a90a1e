#ifndef RP2040_PORT_H
#define RP2040_PORT_H

#include <stdint.h>

/* Pins, SPI and the slow converter, once the clocks run. */
void port_begin(void);
/* Falls of DRDY so far; leaves interrupts as they are. */
uint32_t port_n_edges(void);
/* Go on with the slow converter. */
void port_poll(void);
/* Find out who this board is; before interrupts are on, for it takes the flash out of its use. */
void identity_begin(void);

#endif
