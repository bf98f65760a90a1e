/* What the core needs of the processor. One file a processor implements it; so does the rig that the
 * core is tried on without one. Nothing here waits, but for the time of one SPI frame. */
#ifndef PORT_H
#define PORT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint32_t n;  /* falls of DRDY since the start, modulo 2^32 */
  uint32_t us; /* time of the newest */
} Edges;

/* Microseconds since the start, modulo 2^32. */
uint32_t port_micros(void);

/* The falls of DRDY and the time of the newest, as one pair. */
Edges port_edges(void);

/* One SPI frame, chip select low from its first byte to its last; mode 1. */
void port_spi(const uint8_t *out, uint8_t *in, uint8_t n_bytes);

/* Level of the converter's SYNC/RESET pin. */
void port_adc_reset(bool low);

/* Bytes that the line takes now, and to hand some to it. */
uint32_t port_line_room(void);
void port_line_write(const uint8_t *data, uint8_t n_bytes);
/* The next byte that has come; false where there is none. */
bool port_line_take(uint8_t *byte);

/* Level of the sync input; high where nothing is connected. */
bool port_sync_high(void);
void port_lamp(bool on);

/* Readings of the processor's own 12-bit converter: thermistor, and excitation of the cells. */
uint16_t port_thermistor(void);
uint16_t port_supply_mv(void);

/* Eight bytes that no other board has, and whether this is an emulation. */
const uint8_t *port_unique_id(void);
bool port_emulated(void);

#endif
