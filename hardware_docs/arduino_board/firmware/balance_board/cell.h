// One load cell: when its converter is read, and what is known of the word.
#pragma once

#include <stdint.h>

#include "config.h"
#include "hx711.h"

class Cell {
 public:
  // What goes into a sample.
  struct Reading {
    int32_t counts;
    uint32_t read_us;
    bool torn;
    bool silent;
  };

  void begin(const pins::Converter &chip, uint32_t now_us);

  // Do what is due: read a word, look again whether it was torn, note that the chip is silent.
  void poll(uint32_t now_us);

  // Whether there is something to do at once, so that the processor may not sleep.
  bool busy() const;

  bool fresh() const { return fresh_; }
  bool silent() const { return silent_; }

  // Hand the newest word that was looked at again out, or the last whole one of a silent chip; it is
  // fresh no longer. So each word is handed out once, with the time and the flag of its own: one that
  // is being looked at belongs to the next sample.
  Reading take();

 private:
  enum class State : uint8_t {
    WAIT,   // for DOUT low
    LOOK,   // again, whether the word just read was replaced meanwhile
    LEAVE,  // the chip alone until what was left half read has been replaced
    ALIGN,  // wait for DOUT high, so that the next low is the start of a word
  };

  void restart(uint32_t now_us);
  void read();
  void judge();
  void learn_period();
  void align();
  void accept(bool torn);

  pins::Converter chip_;
  State state_;
  bool fresh_, silent_;
  bool known_;             // it has given a whole word
  bool resumed_;           // its newest word came after a silence
  hx711::Word word_;       // as it came, not looked at again yet
  Reading newest_;         // the word before it, which was
  int32_t whole_;          // the last one that was not torn
  uint32_t read_us_;       // when the reading of the newest word began
  uint32_t look_us_;       // when it was over
  uint32_t heard_us_;      // when the chip last gave a word
  uint32_t period_us_;     // between its last two words
  uint32_t restart_us_;    // when it was last started anew, or heard
};
