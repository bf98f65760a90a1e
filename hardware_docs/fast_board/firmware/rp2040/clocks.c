#include "clocks.h"

#include "rp2040.h"

enum { WATCHDOG_US = 500000 };

void clocks_release(uint32_t reset_bit) {
  CLEAR_BITS(RESETS_RESET) = BIT(reset_bit);
  while (!(REG(RESETS_DONE) & BIT(reset_bit))) {
  }
}

/* 48 MHz do for all: the USB needs them, the SPI divides them by 6, and one PLL less is running. */
static void pll_begin(void) {
  clocks_release(RESET_PLL_USB);
  REG(PLL_USB_CS) = 1; /* 12 MHz undivided */
  REG(PLL_USB_FBDIV) = 100;
  CLEAR_BITS(PLL_USB_PWR) = BIT(0) | BIT(5); /* power and oscillator; 1.2 GHz */
  while (!(REG(PLL_USB_CS) & BIT(31))) {
  }
  REG(PLL_USB_PRIM) = 5u << 16 | 5u << 12; /* over 25 */
  CLEAR_BITS(PLL_USB_PWR) = BIT(3);
}

void clocks_begin(void) {
  REG(XOSC_CTRL) = 0xaa0; /* 1 to 15 MHz */
  REG(XOSC_STARTUP) = 47; /* 1 ms in steps of 256 periods, 2.16.3 */
  SET_BITS(XOSC_CTRL) = 0xfabu << 12;
  while (!(REG(XOSC_STATUS) & BIT(31))) {
  }
  REG(CLK_REF_CTRL) = 2; /* crystal */
  while (!(REG(CLK_REF_SELECTED) & BIT(2))) {
  }
  pll_begin();
  REG(CLK_SYS_CTRL) = 1u << 5; /* the PLL of the USB stands ready ... */
  REG(CLK_SYS_CTRL) = 1u << 5 | 1; /* ... and is taken. */
  while (!(REG(CLK_SYS_SELECTED) & BIT(1))) {
  }
  REG(CLK_PERI_CTRL) = BIT(11);
  REG(CLK_USB_CTRL) = BIT(11);
  REG(CLK_ADC_CTRL) = BIT(11);
  REG(WATCHDOG_TICK) = BIT(9) | 12; /* a microsecond of the crystal's periods, for the timer too */
  clocks_release(RESET_TIMER);
}

void watchdog_feed(void) { REG(WATCHDOG_LOAD) = 2 * WATCHDOG_US; /* counts twice a tick, RP2040-E1 */ }

void watchdog_begin(void) {
  REG(PSM_WDSEL) = 0x1fffc; /* everything but the two oscillators */
  watchdog_feed();
  SET_BITS(WATCHDOG_CTRL) = BIT(30);
}
