/* From the boot ROM to main: second stage, vectors, and the copy of everything into RAM. */
#include "rp2040.h"
#include "start.h"

int main(void);

extern uint32_t __stack_top[], __code_from[], __code_begin[], __code_end[], __bss_begin[], __bss_end[];

typedef void *(*Lookup)(uint16_t *table, uint32_t code);

/* 2.8.3: the ROM's functions are found by two letters, in a table whose address stands at 0x14. */
__attribute__((always_inline)) static inline void *find_in_rom(uint32_t code) {
  volatile uint16_t *const rom = (volatile uint16_t *)0;
  const Lookup lookup = (Lookup)(uintptr_t)rom[0x18 / 2];
  return lookup((uint16_t *)(uintptr_t)rom[0x14 / 2], code);
}

void *rom_function(char first, char second) {
  return find_in_rom((uint32_t)first | (uint32_t)second << 8);
}

/* 2.8.1: the ROM copies the first 256 bytes of the flash into RAM, holds them against their check and
 * runs them; they make the flash readable in its address space. The ROM has a function for that, slow
 * and good for every flash; it is needed only until all is copied. */
__attribute__((section(".boot2"), naked, used)) void second_stage(void) {
  __asm__ volatile(
      ".syntax unified\n"
      "movs r0, #0x14\n"
      "ldrh r0, [r0]\n"
      "ldr r1, 1f\n"
      "movs r2, #0x18\n"
      "ldrh r2, [r2]\n"
      "blx r2\n" /* the function whose letters are in r1 */
      "blx r0\n"
      "ldr r0, 2f\n"
      "ldr r1, 3f\n"
      "str r0, [r1]\n"
      "ldm r0!, {r1, r2}\n"
      "msr msp, r1\n"
      "bx r2\n"
      ".align 2\n"
      "1: .word 0x5843\n" /* CX: enter the mode in which the flash is read by its address */
      "2: .word 0x10000100\n"
      "3: .word 0xe000ed08\n" /* VTOR */
  );
}

__attribute__((section(".start"), noreturn, used)) static void reset(void) {
  uint32_t *from = __code_from;
  for (uint32_t *to = __code_begin; to < __code_end;) *(volatile uint32_t *)to++ = *from++;
  for (uint32_t *to = __bss_begin; to < __bss_end;) *(volatile uint32_t *)to++ = 0;
  main();
  for (;;) {
  }
}

/* A fault: the watchdog starts the board anew. */
static void fault(void) {
  for (;;) {
  }
}

void on_timer(void);
void on_edge(void);
void on_usb(void);

__attribute__((section(".vectors"), used)) static const void *const VECTORS[16 + 26] = {
    __stack_top,
    (const void *)reset,
    [2] = (const void *)fault,
    [3] = (const void *)fault,
    [11] = (const void *)fault,
    [14] = (const void *)fault,
    [15] = (const void *)fault,
    [16 + IRQ_TIMER_0] = (const void *)on_timer,
    [16 + IRQ_USB] = (const void *)on_usb,
    [16 + IRQ_IO_BANK0] = (const void *)on_edge,
};

/* The compiler calls these three for structures and arrays; there is no C library. */
void *memcpy(void *to, const void *from, uint32_t n) {
  volatile uint8_t *d = to;
  const uint8_t *s = from;
  while (n--) *d++ = *s++;
  return to;
}

void *memset(void *to, int value, uint32_t n) {
  volatile uint8_t *d = to;
  while (n--) *d++ = (uint8_t)value;
  return to;
}
