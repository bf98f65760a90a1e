/* Balance board: four load cells on an ADS131M04, read a thousand times a second by an RP2040
 * (Raspberry Pi Pico), over USB. The bytes are settled in ../../../arduino_board/protocol.md. */
#include "board.h"
#include "clocks.h"
#include "port.h"
#include "rp2040.h"
#include "rp2040_port.h"
#include "usb.h"

enum { TICK_US = 1000 };

/* Wakes the loop, no more: heartbeats and silences are noticed even when nothing else happens. */
void on_timer(void) {
  REG(TIMER_INTR) = 1;
  REG(TIMER_ALARM0) = REG(TIMER_RAWL) + TICK_US;
}

/* Wakes the loop, which asks the controller what it wants and lets it call again. */
void on_usb(void) { REG(NVIC_DISABLE) = BIT(IRQ_USB); }

/* Asleep until something calls. The last look round and the falling asleep happen with interrupts
 * off, so that nothing slips in between: what calls then ends the sleep all the same. */
static void rest(uint32_t n_edges) {
  __asm__ volatile("cpsid i" ::: "memory");
  REG(NVIC_ENABLE) = BIT(IRQ_USB);
  if (port_n_edges() == n_edges) __asm__ volatile("wfi" ::: "memory");
  __asm__ volatile("cpsie i" ::: "memory");
}

int main(void) {
  clocks_begin();
  identity_begin();
  port_begin();
  clocks_release(RESET_USBCTRL);
  watchdog_begin();
  usb_begin(port_unique_id());
  REG(TIMER_INTE) = 1;
  REG(TIMER_ALARM0) = REG(TIMER_RAWL) + TICK_US;
  REG(NVIC_ENABLE) = BIT(IRQ_TIMER_0) | BIT(IRQ_USB) | BIT(IRQ_IO_BANK0);
  board_begin();
  for (;;) {
    const uint32_t n_edges = port_n_edges();
    watchdog_feed();
    port_poll();
    const bool busy = board_poll();
    if (!usb_poll() && !busy) rest(n_edges);
  }
}
