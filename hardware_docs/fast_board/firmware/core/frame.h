/* Frames of the protocol: header, body, CRC, and COBS around them; ../../../arduino_board/protocol.md. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stdint.h>

enum FrameType {
  FRAME_SAMPLE = 0x01,
  FRAME_HELLO = 0x02,
  FRAME_STATUS = 0x03,
  FRAME_HEARTBEAT = 0x04,
  FRAME_PONG = 0x05,
  FRAME_REFUSAL = 0x06,
  FRAME_ASK_HELLO = 0x81,
  FRAME_START = 0x82,
  FRAME_STOP = 0x83,
  FRAME_ASK_STATUS = 0x84,
  FRAME_PING = 0x85
};

enum {
  FRAME_TO_BOARD = 0x80, /* This bit is set in the type of every command. */
  FRAME_HEADER_BYTES = 4,
  FRAME_CRC_BYTES = 2,
  FRAME_LONGEST_RAW = 40, /* Of those that this board sends. */
  FRAME_LONGEST_ENCODED = 128
};

/* A frame that is being written. */
typedef struct {
  uint8_t raw[FRAME_LONGEST_RAW];
  uint8_t n;
} Writer;

void frame_begin(Writer *w, uint8_t type, uint16_t seq);
void frame_u8(Writer *w, uint32_t value);
void frame_u16(Writer *w, uint32_t value);
void frame_u24(Writer *w, uint32_t value);
void frame_u32(Writer *w, uint32_t value);
/* Close the frame and hand it to the line whole; false where the line has no room for it and so many
 * bytes more. Then nothing of it is sent. */
bool frame_send(Writer *w, uint32_t spare_bytes);

/* A frame that is being received: bytes in, whole and checked frames out. */
typedef struct {
  uint8_t data[FRAME_LONGEST_ENCODED];
  uint8_t n;       /* bytes since the last zero */
  uint8_t n_frame; /* bytes of the frame that `data` holds, its CRC with them */
  bool overlong;
  bool synchronised; /* a zero has come */
} Reader;

typedef enum { READ_NOTHING, READ_FRAME, READ_BAD } ReadResult;

ReadResult frame_take(Reader *r, uint8_t byte);

#endif
