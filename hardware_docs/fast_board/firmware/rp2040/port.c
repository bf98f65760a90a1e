/* port.h on an RP2040: pins, SPI, edges, the two slow measurements. The line is in usb.c. */
#include "port.h"

#include "clocks.h"
#include "pins.h"
#include "rp2040.h"
#include "rp2040_port.h"

static volatile uint32_t n_edges, edge_us;

uint32_t port_micros(void) { return REG(TIMER_RAWL); }

/* The time is taken here and nowhere later: the main loop may be at work for tens of microseconds. */
void on_edge(void) {
  edge_us = REG(TIMER_RAWL);
  REG(GPIO_INTR(PIN_DRDY)) = GPIO_EDGE_LOW(PIN_DRDY);
  n_edges++;
}

uint32_t port_n_edges(void) { return n_edges; }

Edges port_edges(void) {
  Edges edges;
  __asm__ volatile("cpsid i" ::: "memory");
  edges.n = n_edges;
  edges.us = edge_us;
  __asm__ volatile("cpsie i" ::: "memory");
  return edges;
}

static void output(uint32_t pin, bool high) {
  REG(high ? SIO_OUT_SET : SIO_OUT_CLEAR) = BIT(pin);
  REG(SIO_ENABLE_SET) = BIT(pin);
  REG(GPIO_CTRL(pin)) = FUNCTION_SIO;
}

static void input(uint32_t pin, bool pulled_up) {
  CLEAR_BITS(PAD(pin)) = PAD_PULL_DOWN | PAD_PULL_UP;
  if (pulled_up) SET_BITS(PAD(pin)) = PAD_PULL_UP;
  SET_BITS(PAD(pin)) = PAD_INPUT;
  REG(GPIO_CTRL(pin)) = FUNCTION_SIO;
}

static void analogue(uint32_t pin) {
  REG(GPIO_CTRL(pin)) = FUNCTION_NONE;
  REG(PAD(pin)) = PAD_OUTPUT_OFF;
}

static void spi_begin(void) {
  clocks_release(RESET_SPI0);
  REG(SPI_PRESCALE) = 6;            /* 8 MHz; the converter takes 25 */
  REG(SPI_CR0) = BIT(7) | 7;        /* mode 1, 8 bits */
  REG(SPI_CR1) = BIT(1);
  REG(GPIO_CTRL(PIN_DOUT)) = FUNCTION_SPI;
  REG(GPIO_CTRL(PIN_CLOCK)) = FUNCTION_SPI;
  REG(GPIO_CTRL(PIN_DIN)) = FUNCTION_SPI;
}

void port_begin(void) {
  clocks_release(RESET_IO_BANK0);
  clocks_release(RESET_PADS_BANK0);
  output(PIN_SELECT, true);
  output(PIN_ADC_RESET, true);
  output(PIN_LAMP, false);
  input(PIN_DRDY, true);
  input(PIN_SYNC, true);
  analogue(PIN_THERMISTOR);
  analogue(PIN_EXCITATION);
  spi_begin();
  clocks_release(RESET_ADC);
  REG(ADC_CS) = ADC_ENABLE;
  while (!(REG(ADC_CS) & ADC_READY)) {
  }
  REG(ADC_CS) = ADC_ENABLE | ADC_START;
  REG(GPIO_INTR(PIN_DRDY)) = GPIO_EDGE_LOW(PIN_DRDY);
  SET_BITS(GPIO_INTE(PIN_DRDY)) = GPIO_EDGE_LOW(PIN_DRDY);
}

void port_spi(const uint8_t *out, uint8_t *in, uint8_t n_bytes) {
  uint8_t n_out = 0, n_in = 0;
  REG(SIO_OUT_CLEAR) = BIT(PIN_SELECT);
  while (n_in < n_bytes) {
    const uint32_t status = REG(SPI_STATUS);
    /* No more than eight on their way: so many the receiver holds. */
    if (n_out < n_bytes && n_out - n_in < 8 && status & SPI_NOT_FULL) REG(SPI_DATA) = out[n_out++];
    if (status & SPI_NOT_EMPTY) in[n_in++] = (uint8_t)REG(SPI_DATA);
  }
  REG(SIO_OUT_SET) = BIT(PIN_SELECT);
}

void port_adc_reset(bool low) { REG(low ? SIO_OUT_CLEAR : SIO_OUT_SET) = BIT(PIN_ADC_RESET); }
bool port_sync_high(void) { return REG(SIO_IN) >> PIN_SYNC & 1; }
void port_lamp(bool on) { REG(on ? SIO_OUT_SET : SIO_OUT_CLEAR) = BIT(PIN_LAMP); }

/* Thermistor and excitation by turns, one each time the loop goes round, so that nobody waits; 16
 * times the mean of about 16. */
static uint32_t slow[2];
static uint8_t channel;

void port_poll(void) {
  if (!(REG(ADC_CS) & ADC_READY)) return;
  const uint32_t reading = REG(ADC_RESULT) & 0xFFF;
  slow[channel] = slow[channel] ? slow[channel] - slow[channel] / 16 + reading : 16 * reading;
  channel ^= 1;
  REG(ADC_CS) = ADC_ENABLE | ADC_START | (uint32_t)channel << ADC_INPUT_AT;
}

uint16_t port_thermistor(void) { return (uint16_t)(slow[0] / 16); }
uint16_t port_supply_mv(void) { return (uint16_t)(slow[1] / 16 * 3300u / 4095u); }
