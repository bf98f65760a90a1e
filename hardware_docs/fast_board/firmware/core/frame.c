#include "frame.h"

#include "config.h"
#include "crc.h"
#include "port.h"

void frame_begin(Writer *w, uint8_t type, uint16_t seq) {
  w->n = 0;
  frame_u8(w, type);
  frame_u8(w, DEVICE);
  frame_u16(w, seq);
}

void frame_u8(Writer *w, uint32_t value) { w->raw[w->n++] = (uint8_t)value; }

void frame_u16(Writer *w, uint32_t value) {
  frame_u8(w, value);
  frame_u8(w, value >> 8);
}

void frame_u24(Writer *w, uint32_t value) {
  frame_u16(w, value);
  frame_u8(w, value >> 16);
}

void frame_u32(Writer *w, uint32_t value) {
  frame_u16(w, value);
  frame_u16(w, value >> 16);
}

bool frame_send(Writer *w, uint32_t spare_bytes) {
  uint8_t wire[FRAME_LONGEST_RAW + 2];
  uint8_t n = 1, code_at = 0;
  frame_u16(w, crc_line(w->raw, w->n));
  if (port_line_room() < w->n + 2u + spare_bytes) return false;
  for (uint8_t i = 0; i < w->n; i++) {
    if (w->raw[i]) {
      wire[n++] = w->raw[i];
    } else {
      /* A code says how far it is to the next zero. Frames are shorter than 254 bytes, so no block
       * is ever full. */
      wire[code_at] = (uint8_t)(n - code_at);
      code_at = n++;
    }
  }
  wire[code_at] = (uint8_t)(n - code_at);
  wire[n++] = 0;
  port_line_write(wire, n);
  return true;
}

/* In place: what is written never overtakes what is read. */
static bool decode(Reader *r, uint8_t n_encoded) {
  uint8_t in = 0, out = 0;
  while (in < n_encoded) {
    const uint8_t code = r->data[in++];
    if (code - 1 > n_encoded - in) return false; /* Points beyond the frame: bytes were lost. */
    for (uint8_t i = 1; i < code; i++) r->data[out++] = r->data[in++];
    if (in < n_encoded) r->data[out++] = 0;
  }
  if (out < FRAME_HEADER_BYTES + FRAME_CRC_BYTES) return false;
  r->n_frame = out;
  const uint16_t sent = (uint16_t)(r->data[out - 2] | r->data[out - 1] << 8);
  return sent == crc_line(r->data, (uint8_t)(out - FRAME_CRC_BYTES));
}

ReadResult frame_take(Reader *r, uint8_t byte) {
  if (byte) {
    if (r->n < FRAME_LONGEST_ENCODED)
      r->data[r->n++] = byte;
    else
      r->overlong = true;
    return READ_NOTHING;
  }
  const uint8_t n_encoded = r->n;
  const bool overlong = r->overlong, synchronised = r->synchronised;
  r->n = 0;
  r->overlong = false;
  r->synchronised = true;
  if (!n_encoded) return READ_NOTHING;
  if (!overlong && decode(r, n_encoded)) return READ_FRAME;
  /* What stands before the very first zero is cut by our own start, and no fault of the sender. */
  return synchronised ? READ_BAD : READ_NOTHING;
}
