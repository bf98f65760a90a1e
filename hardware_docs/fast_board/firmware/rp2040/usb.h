/* The serial line over the processor's own USB: a CDC ACM device that waits for nobody. */
#ifndef USB_H
#define USB_H

#include <stdbool.h>
#include <stdint.h>

void usb_begin(const uint8_t *unique_id);
/* Do what the bus wants. True where something was done. */
bool usb_poll(void);

#endif
