#include "cell.h"

#include <Arduino.h>

void Cell::begin(const pins::Converter &chip, uint32_t now_us) {
  chip_ = chip;
  state_ = State::ALIGN;
  fresh_ = silent_ = known_ = resumed_ = false;
  word_ = {0, true};
  newest_ = {0, now_us, false, false};
  whole_ = 0;
  read_us_ = look_us_ = heard_us_ = now_us;
  restart_us_ = now_us;
  period_us_ = 0;
}

bool Cell::busy() const {
  return state_ == State::LOOK || (state_ == State::WAIT && hx711::ready(chip_));
}

void Cell::poll(uint32_t now_us) {
  switch (state_) {
    case State::WAIT:
      if (hx711::ready(chip_)) read();
      break;
    case State::LOOK:
      if (now_us - look_us_ >= config::TORN_LOOK_US) judge();
      break;
    case State::LEAVE:
      if (now_us - read_us_ > period_us_ + period_us_ / 8) align();
      break;
    case State::ALIGN:
      if (hx711::was_high(chip_)) state_ = State::WAIT;
      break;
  }
  const uint32_t patience_us =
      period_us_ ? period_us_ + period_us_ / 2 + config::SILENT_SLACK_US : config::SETTLE_US;
  // Kept until the next word: the difference of times would come round again after 71 minutes.
  if (!fresh_ && now_us - heard_us_ > patience_us) silent_ = true;
  if (silent_ && now_us - restart_us_ > config::RESTART_EVERY_US) restart(now_us);
}

// A chip may hang after a spike on its wires; starting it anew is all that can be done from here.
void Cell::restart(uint32_t now_us) {
  restart_us_ = now_us;
  hx711::restart(chip_.sck);
  align();
}

void Cell::align() {
  hx711::was_high(chip_);  // What was before does not count.
  state_ = State::ALIGN;
}

void Cell::read() {
  read_us_ = micros();
  word_ = hx711::read(chip_);
  look_us_ = micros();
  state_ = State::LOOK;
}

// A chip that is low already has replaced its word while it was read. One that did not let DOUT go
// after the last pulse was left in the middle of a word, or its wire is shorted. And a word that
// comes too early is none: a loose contact has said "ready". What is read then is all ones.
void Cell::judge() {
  const bool slow = look_us_ - read_us_ > config::LONGEST_READ_US;
  const uint32_t slack_us = word_.counts == -1 ? period_us_ / 16 : period_us_ / 4;
  const bool early = !resumed_ && read_us_ - heard_us_ < period_us_ - slack_us;
  const bool torn = hx711::ready(chip_) || !word_.released || slow;
  if (!torn && !newest_.torn && known_) learn_period();
  accept(torn || early);
}

// From one whole word to the next. Too short after a word that was too early, too long after a
// silence, and right again one word later.
void Cell::learn_period() {
  const uint32_t period_us = read_us_ - heard_us_;
  period_us_ = period_us < config::LONGEST_PERIOD_US ? period_us : config::LONGEST_PERIOD_US;
}

void Cell::accept(bool torn) {
  if (!torn) {
    whole_ = word_.counts;
    known_ = true;
  }
  newest_ = {word_.counts, read_us_, torn, false};
  heard_us_ = restart_us_ = read_us_;
  fresh_ = true;
  resumed_ = silent_;
  silent_ = false;
  state_ = torn ? State::LEAVE : State::WAIT;
}

Cell::Reading Cell::take() {
  Reading reading = newest_;
  if (silent_) reading = {whole_, newest_.read_us, false, true};
  fresh_ = false;
  return reading;
}
