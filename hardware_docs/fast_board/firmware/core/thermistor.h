/* Temperature near the cells, from a 10 kOhm thermistor to ground below 10 kOhm to 3.3 V. */
#ifndef THERMISTOR_H
#define THERMISTOR_H

#include <stdint.h>

#define NO_TEMPERATURE (-32768)

/* Hundredths of a degree Celsius of a 12-bit reading, -10 to 60 degrees; else NO_TEMPERATURE, which
 * is also what an open or shorted thermistor gives. */
int16_t thermistor_cdeg(uint16_t reading);

#endif
