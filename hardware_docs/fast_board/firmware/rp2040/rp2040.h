/* The registers of the RP2040 that are used here, by the names and addresses of its data sheet. */
#ifndef RP2040_H
#define RP2040_H

#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(uintptr_t)(address))
/* Every peripheral has its registers twice more, 2.1.2: what is written there sets or clears bits. */
#define SET_BITS(address) REG((address) + 0x2000u)
#define CLEAR_BITS(address) REG((address) + 0x3000u)

#define BIT(n) (1u << (n))

/* 2.14 Resets */
#define RESETS_RESET 0x4000c000u
#define RESETS_DONE 0x4000c008u
enum { RESET_ADC = 0, RESET_IO_BANK0 = 5, RESET_PADS_BANK0 = 8, RESET_PLL_USB = 13, RESET_SPI0 = 16,
       RESET_TIMER = 21, RESET_USBCTRL = 24 };

/* 2.16 Crystal, 2.18 PLL, 2.15 Clocks */
#define XOSC_CTRL 0x40024000u
#define XOSC_STATUS 0x40024004u
#define XOSC_STARTUP 0x4002400cu
#define PLL_USB_CS 0x4002c000u
#define PLL_USB_PWR 0x4002c004u
#define PLL_USB_FBDIV 0x4002c008u
#define PLL_USB_PRIM 0x4002c00cu
#define CLK_REF_CTRL 0x40008030u
#define CLK_REF_SELECTED 0x40008038u
#define CLK_SYS_CTRL 0x4000803cu
#define CLK_SYS_SELECTED 0x40008044u
#define CLK_PERI_CTRL 0x40008048u
#define CLK_USB_CTRL 0x40008054u
#define CLK_ADC_CTRL 0x40008060u

/* 4.7 Watchdog, 2.13 Power-on state machine, 4.6 Timer */
#define WATCHDOG_CTRL 0x40058000u
#define WATCHDOG_LOAD 0x40058004u
#define WATCHDOG_TICK 0x4005802cu
#define PSM_WDSEL 0x40010008u
#define TIMER_ALARM0 0x40054010u
#define TIMER_RAWL 0x40054028u
#define TIMER_INTR 0x40054034u
#define TIMER_INTE 0x40054038u

/* 2.19 GPIO, 2.3.1 SIO */
#define GPIO_CTRL(pin) (0x40014004u + 8u * (pin))
#define GPIO_INTR(pin) (0x400140f0u + 4u * ((pin) / 8u))
#define GPIO_INTE(pin) (0x40014100u + 4u * ((pin) / 8u))
#define GPIO_EDGE_LOW(pin) BIT(4u * ((pin) % 8u) + 2u)
#define PAD(pin) (0x4001c004u + 4u * (pin))
enum { PAD_PULL_DOWN = 1 << 2, PAD_PULL_UP = 1 << 3, PAD_INPUT = 1 << 6, PAD_OUTPUT_OFF = 1 << 7 };
enum { FUNCTION_SPI = 1, FUNCTION_SIO = 5, FUNCTION_NONE = 31 };
#define SIO_IN 0xd0000004u
#define SIO_OUT_SET 0xd0000014u
#define SIO_OUT_CLEAR 0xd0000018u
#define SIO_ENABLE_SET 0xd0000024u

/* 4.4 SPI (PL022) */
#define SPI_CR0 0x4003c000u
#define SPI_CR1 0x4003c004u
#define SPI_DATA 0x4003c008u
#define SPI_STATUS 0x4003c00cu
#define SPI_PRESCALE 0x4003c010u
enum { SPI_NOT_FULL = 1 << 1, SPI_NOT_EMPTY = 1 << 2, SPI_BUSY = 1 << 4 };

/* 4.9 ADC */
#define ADC_CS 0x4004c000u
#define ADC_RESULT 0x4004c004u
enum { ADC_ENABLE = 1, ADC_START = 1 << 2, ADC_READY = 1 << 8, ADC_INPUT_AT = 12 };

/* 4.1 USB */
#define USB_DPRAM 0x50100000u
#define USB_ADDRESS 0x50110000u
#define USB_MAIN_CTRL 0x50110040u
#define USB_SIE_CTRL 0x5011004cu
#define USB_SIE_STATUS 0x50110050u
#define USB_BUFF_STATUS 0x50110058u
#define USB_STALL_ARM 0x50110068u
#define USB_MUXING 0x50110074u
#define USB_PWR 0x50110078u
#define USB_INTE 0x50110090u
#define USB_INTS 0x50110098u

/* 2.4.5 NVIC */
#define NVIC_ENABLE 0xe000e100u
#define NVIC_DISABLE 0xe000e180u
#define VTOR 0xe000ed08u
enum { IRQ_TIMER_0 = 0, IRQ_USB = 5, IRQ_IO_BANK0 = 13 };

/* 4.10 SSI, on which the flash is */
#define SSI_STATUS 0x18000028u
#define SSI_DATA 0x18000060u
#define QSPI_SELECT_CTRL 0x4001800cu

#endif
