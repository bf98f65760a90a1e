/* The two checks in use: that of the line's frames, and that of the converter's. */
#ifndef CRC_H
#define CRC_H

#include <stdint.h>

/* CRC-16/MCRF4XX, least bit first; protocol.md 2. */
uint16_t crc_line(const uint8_t *data, uint8_t n_bytes);

/* CRC-16 with the CCITT polynomial 0x1021, highest bit first, begun with 0xFFFF; ADS131M04 data
 * sheet 8.3.12. */
uint16_t crc_adc(const uint8_t *data, uint8_t n_bytes);

#endif
