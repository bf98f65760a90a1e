// What the computer wants: bytes from the line to calls of the board.
#pragma once

namespace commands {

void poll();

}  // namespace commands
