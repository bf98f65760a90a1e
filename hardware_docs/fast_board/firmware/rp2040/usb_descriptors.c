#include "usb_descriptors.h"

enum { DEVICE_KIND = 1, CONFIGURATION_KIND = 2, STRING_KIND = 3 };
enum { N_CONFIGURATION = 9 + 8 + 9 + 5 + 5 + 4 + 5 + 7 + 9 + 7 + 7, MOST_LETTERS = 26 };

/* 1209:0001 is pid.codes' number for trials at home. Whoever gives boards away needs one of his own. */
static const uint8_t DEVICE_BYTES[18] = {
    18, DEVICE_KIND, 0x00, 0x02, /* USB 2.0 */
    0xEF, 2, 1,                  /* interfaces in associations */
    PACKET, 0x09, 0x12, 0x01, 0x00,
    0x00, 0x01,                  /* release 1.00 */
    1, 2, 3, 1};

static const uint8_t CONFIGURATION[N_CONFIGURATION] = {
    9, CONFIGURATION_KIND, N_CONFIGURATION, 0, 2, 1, 0, 0x80, 50, /* fed by the bus, 100 mA */
    8, 11, 0, 2, 2, 2, 0, 0,                                      /* both interfaces are one */
    9, 4, 0, 0, 1, 2, 2, 0, 0,                                    /* control: CDC ACM */
    5, 0x24, 0, 0x10, 0x01,                                       /* CDC 1.10 */
    5, 0x24, 1, 0, 1,                                             /* no call management */
    4, 0x24, 2, 2,                                                /* line coding and control lines */
    5, 0x24, 6, 0, 1,
    7, 5, 0x80 | EP_NOTICE, 3, 8, 0, 255,                         /* never used, but asked for */
    9, 4, 1, 0, 2, 10, 0, 0, 0,                                   /* data */
    7, 5, EP_DATA, 2, PACKET, 0, 0,
    7, 5, 0x80 | EP_DATA, 2, PACKET, 0, 0};

static const uint8_t LANGUAGES[4] = {4, STRING_KIND, 0x09, 0x04};
static const char *const WORDS[] = {"Balance Arcade", "Fast balance board"};
static char serial[17];

void usb_name(const uint8_t *unique_id) {
  static const char DIGITS[] = "0123456789abcdef";
  for (uint8_t i = 0; i < 8; i++) {
    serial[2 * i] = DIGITS[unique_id[i] >> 4];
    serial[2 * i + 1] = DIGITS[unique_id[i] & 15];
  }
}

/* Strings are sent in 16 bits a letter. */
static const uint8_t *spelled(const char *word, uint16_t *n_bytes) {
  static uint8_t bytes[2 + 2 * MOST_LETTERS];
  uint8_t n = 2;
  while (*word && n < sizeof bytes) {
    bytes[n++] = (uint8_t)*word++;
    bytes[n++] = 0;
  }
  bytes[0] = n;
  bytes[1] = STRING_KIND;
  *n_bytes = n;
  return bytes;
}

const uint8_t *usb_descriptor(uint8_t kind, uint8_t index, uint16_t *n_bytes) {
  if (kind == DEVICE_KIND) {
    *n_bytes = sizeof DEVICE_BYTES;
    return DEVICE_BYTES;
  }
  if (kind == CONFIGURATION_KIND && index == 0) {
    *n_bytes = sizeof CONFIGURATION;
    return CONFIGURATION;
  }
  if (kind == STRING_KIND && index == 0) {
    *n_bytes = sizeof LANGUAGES;
    return LANGUAGES;
  }
  if (kind == STRING_KIND && index <= 3) return spelled(index < 3 ? WORDS[index - 1] : serial, n_bytes);
  *n_bytes = 0;
  return 0;
}
