/* What the board says of itself on the bus. */
#ifndef USB_DESCRIPTORS_H
#define USB_DESCRIPTORS_H

#include <stdint.h>

enum { EP_NOTICE = 1, EP_DATA = 2, PACKET = 64 };

/* The descriptor that is asked for, and its length; 0 where there is none. */
const uint8_t *usb_descriptor(uint8_t kind, uint8_t index, uint16_t *n_bytes);
/* The serial number: the board's eight bytes in hexadecimal digits. */
void usb_name(const uint8_t *unique_id);

#endif
