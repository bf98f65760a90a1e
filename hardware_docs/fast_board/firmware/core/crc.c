#include "crc.h"

/* Four bits at a time: the tables are short, and a thousand frames a second still cost little. */
static const uint16_t LINE[16] = {
    0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
    0x8408, 0x9489, 0xa50a, 0xb58b, 0xc60c, 0xd68d, 0xe70e, 0xf78f};
static const uint16_t ADC[16] = {
    0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
    0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef};

uint16_t crc_line(const uint8_t *data, uint8_t n_bytes) {
  uint32_t crc = 0xFFFF;
  while (n_bytes--) {
    crc ^= *data++;
    crc = (crc >> 4) ^ LINE[crc & 15];
    crc = (crc >> 4) ^ LINE[crc & 15];
  }
  return (uint16_t)crc;
}

uint16_t crc_adc(const uint8_t *data, uint8_t n_bytes) {
  uint32_t crc = 0xFFFF;
  while (n_bytes--) {
    const uint32_t byte = *data++;
    crc = ((crc << 4) & 0xFFFF) ^ ADC[(crc >> 12) ^ (byte >> 4)];
    crc = ((crc << 4) & 0xFFFF) ^ ADC[(crc >> 12) ^ (byte & 15)];
  }
  return (uint16_t)crc;
}
