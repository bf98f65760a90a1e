/* Which pin is what. The wiring table stands in ../../wiring.md; change both or neither. */
#ifndef PINS_H
#define PINS_H

enum {
  PIN_DOUT = 16,      /* SPI0 RX */
  PIN_SELECT = 17,    /* as a plain output */
  PIN_CLOCK = 18,     /* SPI0 SCK */
  PIN_DIN = 19,       /* SPI0 TX */
  PIN_DRDY = 20,
  PIN_ADC_RESET = 21, /* SYNC/RESET */
  PIN_SYNC = 22,      /* sync input, 3.3 V */
  PIN_LAMP = 25,
  PIN_THERMISTOR = 26, /* ADC0 */
  PIN_EXCITATION = 27  /* ADC1 */
};

#endif
