#include "commands.h"

#include "board.h"
#include "config.h"
#include "frame.h"
#include "uart.h"

namespace commands {

static frame::Reader reader;

enum Reason : uint8_t { UNKNOWN = 1, WRONG_LENGTH = 2 };

static void obey() {
  const uint8_t type = reader.type();
  if (!(type & frame::TO_BOARD) || reader.device() != config::DEVICE) return;
  switch (type) {
    case frame::ASK_HELLO:
      return board::say_hello(reader.seq(), false);
    case frame::START:
      return board::start(reader.seq());
    case frame::STOP:
      return board::stop(reader.seq());
    case frame::ASK_STATUS:
      return board::say_status(reader.seq());
    case frame::PING:
      if (reader.n_body() < 4) return board::refuse(reader.seq(), type, WRONG_LENGTH);
      return board::pong(reader.seq(), reader.body());
    default:
      return board::refuse(reader.seq(), type, UNKNOWN);
  }
}

void poll() {
  uint8_t byte;
  // No more than one frame in one go: the cells come first.
  while (uart::take(byte)) {
    const frame::Reader::Result result = reader.take(byte);
    if (result == frame::Reader::Result::FRAME) return obey();
    if (result == frame::Reader::Result::BAD) return board::count_bad_command();
  }
}

}  // namespace commands
