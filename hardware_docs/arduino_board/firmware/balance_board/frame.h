// Frames of the protocol: header, body, CRC, and COBS around them.
#pragma once

#include <stdint.h>

namespace frame {

enum Type : uint8_t {
  SAMPLE = 0x01,
  HELLO = 0x02,
  STATUS = 0x03,
  HEARTBEAT = 0x04,
  PONG = 0x05,
  REFUSAL = 0x06,
  ASK_HELLO = 0x81,
  START = 0x82,
  STOP = 0x83,
  ASK_STATUS = 0x84,
  PING = 0x85,
};

constexpr uint8_t TO_BOARD = 0x80;  // This bit is set in the type of every command.
constexpr uint8_t HEADER_BYTES = 4;
constexpr uint8_t CRC_BYTES = 2;
constexpr uint8_t LONGEST_ENCODED = 128;

// A frame that is being written. The longest of ours has 29 bytes.
class Writer {
 public:
  Writer(Type type, uint16_t seq);
  Writer &u8(uint8_t value);
  Writer &u16(uint16_t value);
  Writer &u24(uint32_t value);
  Writer &u32(uint32_t value);
  // Close the frame and queue it whole; false where the line has no room for it and so many bytes
  // more. Then nothing of it is sent.
  bool send(uint8_t spare_bytes = 0);

 private:
  uint8_t raw_[32];
  uint8_t n_ = 0;
};

// A frame that is being received: bytes in, whole and checked frames out.
class Reader {
 public:
  enum class Result : uint8_t { NOTHING, FRAME, BAD };
  Result take(uint8_t byte);
  uint8_t type() const { return data_[0]; }
  uint8_t device() const { return data_[1]; }
  uint16_t seq() const { return data_[2] | (uint16_t)data_[3] << 8; }
  const uint8_t *body() const { return data_ + HEADER_BYTES; }
  uint8_t n_body() const { return n_frame_ - HEADER_BYTES - CRC_BYTES; }

 private:
  bool decode(uint8_t n_encoded);
  uint8_t data_[LONGEST_ENCODED];
  uint8_t n_ = 0;
  uint8_t n_frame_ = 0;
  bool overlong_ = false;
  bool synchronised_ = false;
};

}  // namespace frame
