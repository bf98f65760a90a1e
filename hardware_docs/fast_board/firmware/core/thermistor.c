#include "thermistor.h"

/* Readings at -10, -5 ... 60 degrees of a thermistor with B 3435 K: R = 10 kOhm exp(B (1/T - 1/298.15)),
 * reading = 4095 R / (R + 10 kOhm). Between them a straight line, 0.06 degrees off at most. */
enum { FIRST_CDEG = -1000, STEP_CDEG = 500, N_READINGS = 15 };
static const uint16_t READINGS[N_READINGS] = {3368, 3210, 3037, 2850, 2654, 2451, 2248, 2048, 1854, 1669, 1496, 1337, 1191, 1059, 940};

int16_t thermistor_cdeg(uint16_t reading) {
  if (reading > READINGS[0] || reading < READINGS[N_READINGS - 1]) return NO_TEMPERATURE;
  uint8_t i = 1;
  while (reading < READINGS[i]) i++;
  const int32_t above = READINGS[i - 1] - reading, span = READINGS[i - 1] - READINGS[i];
  return (int16_t)(FIRST_CDEG + STEP_CDEG * (i - 1) + STEP_CDEG * above / span);
}
