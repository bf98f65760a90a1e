#include "frame.h"

#include <util/crc16.h>

#include "config.h"
#include "uart.h"

namespace frame {

static uint16_t crc_of(const uint8_t *data, uint8_t n_bytes) {
  uint16_t crc = 0xFFFF;
  while (n_bytes--) crc = _crc_ccitt_update(crc, *data++);
  return crc;
}

Writer::Writer(Type type, uint16_t seq) { u8(type).u8(config::DEVICE).u16(seq); }

Writer &Writer::u8(uint8_t value) {
  raw_[n_++] = value;
  return *this;
}

Writer &Writer::u16(uint16_t value) { return u8(value).u8(value >> 8); }

Writer &Writer::u24(uint32_t value) { return u16(value).u8(value >> 16); }

Writer &Writer::u32(uint32_t value) { return u16(value).u16(value >> 16); }

bool Writer::send(uint8_t spare_bytes) {
  u16(crc_of(raw_, n_));
  const uint8_t n_wire = n_ + 2;  // One code byte, for frames are short, and the zero.
  if (uart::room() < (uint16_t)n_wire + spare_bytes) return false;
  uint8_t wire[sizeof raw_ + 2];
  uint8_t code_at = 0, code = 1, n = 1;
  for (uint8_t i = 0; i < n_; i++) {
    if (raw_[i]) {
      wire[n++] = raw_[i];
      code++;
    } else {
      wire[code_at] = code;
      code_at = n++;
      code = 1;
    }
  }
  wire[code_at] = code;
  wire[n++] = 0;
  uart::write(wire, n);
  return true;
}

Reader::Result Reader::take(uint8_t byte) {
  if (byte) {
    if (n_ < LONGEST_ENCODED)
      data_[n_++] = byte;
    else
      overlong_ = true;
    return Result::NOTHING;
  }
  const uint8_t n_encoded = n_;
  const bool overlong = overlong_, synchronised = synchronised_;
  n_ = 0;
  overlong_ = false;
  synchronised_ = true;
  if (!n_encoded) return Result::NOTHING;
  if (!overlong && decode(n_encoded)) return Result::FRAME;
  // What stands before the very first zero is cut by our own start, and no fault of the sender.
  return synchronised ? Result::BAD : Result::NOTHING;
}

// In place: what is written never overtakes what is read.
bool Reader::decode(uint8_t n_encoded) {
  uint8_t in = 0, out = 0;
  while (in < n_encoded) {
    const uint8_t code = data_[in++];
    // A code that points beyond the frame: bytes were lost on the line.
    if (code - 1 > n_encoded - in) return false;
    for (uint8_t i = 1; i < code; i++) data_[out++] = data_[in++];
    if (in < n_encoded) data_[out++] = 0;  // Codes of 255 do not occur in 128 bytes.
  }
  if (out < HEADER_BYTES + CRC_BYTES) return false;
  n_frame_ = out;
  const uint16_t crc = data_[out - 2] | (uint16_t)data_[out - 1] << 8;
  return crc == crc_of(data_, out - CRC_BYTES);
}

}  // namespace frame
