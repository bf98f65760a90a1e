// Which pin is what. The wiring table stands in ../../wiring.md; change both or neither.
//
//            front
//     tl D5/D9    tr D4/D8       DOUT / PD_SCK, seen from above by the person on the board
//     bl D6/D10   br D7/D11
#pragma once

#include <avr/io.h>
#include <stdint.h>

namespace pins {

// One converter: DOUT is a bit of PORTD, PD_SCK a bit of PORTB.
struct Converter {
  uint8_t dout;
  uint8_t sck;
};

constexpr uint8_t N_CELLS = 4;

// In the protocol's order: tl tr bl br.
constexpr Converter CONVERTERS[N_CELLS] = {
    {1 << PD5, 1 << PB1},  // tl: D5, D9
    {1 << PD4, 1 << PB0},  // tr: D4, D8
    {1 << PD6, 1 << PB2},  // bl: D6, D10
    {1 << PD7, 1 << PB3},  // br: D7, D11
};

constexpr uint8_t ALL_DOUT = (1 << PD4) | (1 << PD5) | (1 << PD6) | (1 << PD7);
constexpr uint8_t ALL_SCK = (1 << PB0) | (1 << PB1) | (1 << PB2) | (1 << PB3);

constexpr uint8_t SYNC = 1 << PB4;  // D12
constexpr uint8_t LED = 1 << PB5;   // D13

}  // namespace pins
