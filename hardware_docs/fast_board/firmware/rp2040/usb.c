#include "usb.h"

#include "port.h"
#include "rp2040.h"
#include "usb_descriptors.h"

/* Offsets in the controller's memory, 4.1.2.5. */
enum { SETUP_AT = 0x00, EP0_BUFFER = 0x100, OUT_BUFFER = 0x180, IN_BUFFER = 0x1c0, NOTICE_BUFFER = 0x200 };
#define ENDPOINT_CONTROL(n, in) REG(USB_DPRAM + 8u * (n) + ((in) ? 0u : 4u))
#define BUFFER_CONTROL(n, in) REG(USB_DPRAM + 0x80u + 8u * (n) + ((in) ? 0u : 4u))
enum { FULL = 1 << 15, DATA1 = 1 << 13, STALL = 1 << 11, AVAILABLE = 1 << 10, LENGTH = 0x3FF };
/* Bits of BUFF_STATUS: one for each direction of each endpoint. */
enum { EP0_IN_DONE = 1 << 0, EP0_OUT_DONE = 1 << 1, IN_DONE = 1 << (2 * EP_DATA), OUT_DONE = 2 << (2 * EP_DATA) };
enum { SIE_BUS_RESET = 1 << 19, SIE_SETUP = 1 << 17 };
enum { GET_STATUS = 0, SET_ADDRESS = 5, GET_DESCRIPTOR = 6, GET_CONFIGURATION = 8, SET_CONFIGURATION = 9 };
enum { SET_LINE_CODING = 0x20, GET_LINE_CODING = 0x21, SET_LINE_STATE = 0x22 };

/* A quarter of a second of samples; and a packet is one byte shorter than it might be, so that each
 * one ends a transfer and no empty one is ever needed. */
enum { RING = 8192, MOST_BYTES = PACKET - 1, HEARD = 256, NOBODY_US = 500000 };

static uint8_t ring[RING], heard[HEARD];
static uint32_t ring_in, ring_out, heard_in, heard_out;
static bool configured, in_flight, out_waits, nobody;
static uint32_t in_flight_us;
static uint8_t address, configuration;
static bool new_address;
static uint32_t in_pid, out_pid, ep0_pid;
static const uint8_t *answer;
static uint16_t n_answer;
static uint8_t line_coding[7] = {0x00, 0xC2, 0x01, 0x00, 0, 0, 8}; /* 115200 8N1; nothing hangs on it */
static uint8_t small[2];

static void give(uint32_t n, bool in, uint32_t word) {
  BUFFER_CONTROL(n, in) = word;
  /* 4.1.2.5.1: what the buffer holds must stand before it is handed over. */
  __asm__ volatile("nop\nnop\nnop\n");
  BUFFER_CONTROL(n, in) = word | AVAILABLE;
}

static void copy_in(uint32_t at, const uint8_t *from, uint32_t n) {
  volatile uint8_t *to = (volatile uint8_t *)(uintptr_t)(USB_DPRAM + at);
  while (n--) *to++ = *from++;
}

static void ep0_send(void) {
  const uint32_t n = n_answer < PACKET ? n_answer : PACKET;
  copy_in(EP0_BUFFER, answer, n);
  answer += n;
  n_answer = (uint16_t)(n_answer - n);
  give(0, true, FULL | ep0_pid | n);
  ep0_pid ^= DATA1;
}

static void ep0_done(void) {
  n_answer = 0;
  answer = small;
  ep0_pid = DATA1;
  ep0_send();
}

static void ep0_answer(const uint8_t *bytes, uint16_t n, uint16_t most) {
  answer = bytes;
  n_answer = n < most ? n : most;
  ep0_pid = DATA1;
  ep0_send();
  give(0, false, DATA1); /* the empty packet with which the computer says that it has it */
}

static void ep0_refuse(void) {
  REG(USB_STALL_ARM) = 3;
  BUFFER_CONTROL(0, true) = STALL;
  BUFFER_CONTROL(0, false) = STALL;
}

static void hear_on(void) {
  if (heard_in - heard_out > HEARD - PACKET) {
    out_waits = true; /* The computer waits until there is room. */
    return;
  }
  out_waits = false;
  give(EP_DATA, false, out_pid | PACKET);
  out_pid ^= DATA1;
}

/* What was not sent when a port is opened or closed belongs to nobody. The zero ends what was half
 * sent. */
static void forget(void) {
  ring_out = ring_in;
  ring[ring_in++ % RING] = 0;
}

static void configure(uint8_t number) {
  configuration = number;
  configured = number != 0;
  in_flight = nobody = false;
  in_pid = out_pid = 0;
  forget();
  if (!configured) return;
  ENDPOINT_CONTROL(EP_NOTICE, true) = BIT(31) | BIT(29) | 3u << 26 | NOTICE_BUFFER;
  ENDPOINT_CONTROL(EP_DATA, true) = BIT(31) | BIT(29) | 2u << 26 | IN_BUFFER;
  ENDPOINT_CONTROL(EP_DATA, false) = BIT(31) | BIT(29) | 2u << 26 | OUT_BUFFER;
  hear_on();
}

static void standard(const uint8_t *setup, uint16_t n_wanted) {
  uint16_t n = 0;
  const uint8_t *bytes;
  switch (setup[1]) {
    case SET_ADDRESS:
      address = setup[2];
      new_address = true; /* Taken when the computer has our answer under the old one. */
      ep0_done();
      return;
    case GET_DESCRIPTOR:
      bytes = usb_descriptor(setup[3], setup[2], &n);
      if (bytes)
        ep0_answer(bytes, n, n_wanted);
      else
        ep0_refuse();
      return;
    case SET_CONFIGURATION:
      configure(setup[2]);
      ep0_done();
      return;
    case GET_CONFIGURATION:
      small[0] = configuration;
      ep0_answer(small, 1, n_wanted);
      return;
    case GET_STATUS:
      small[0] = small[1] = 0;
      ep0_answer(small, 2, n_wanted);
      return;
    default:
      if (setup[0] & 0x80)
        ep0_refuse();
      else
        ep0_done();
  }
}

static void class_request(const uint8_t *setup, uint16_t n_wanted) {
  switch (setup[1]) {
    case SET_LINE_CODING:
      give(0, false, DATA1 | PACKET); /* Seven bytes come, which are of no consequence here. */
      return;
    case GET_LINE_CODING:
      ep0_answer(line_coding, sizeof line_coding, n_wanted);
      return;
    case SET_LINE_STATE:
      forget();
      ep0_done();
      return;
    default:
      ep0_refuse();
  }
}

static void on_setup(void) {
  uint8_t setup[8];
  const volatile uint8_t *from = (const volatile uint8_t *)(uintptr_t)(USB_DPRAM + SETUP_AT);
  for (uint8_t i = 0; i < 8; i++) setup[i] = from[i];
  REG(USB_SIE_STATUS) = SIE_SETUP;
  const uint16_t n_wanted = (uint16_t)(setup[6] | setup[7] << 8);
  new_address = false;
  if ((setup[0] & 0x60) == 0x20)
    class_request(setup, n_wanted);
  else if (!(setup[0] & 0x60))
    standard(setup, n_wanted);
  else
    ep0_refuse();
}

static void on_bus_reset(void) {
  REG(USB_SIE_STATUS) = SIE_BUS_RESET;
  REG(USB_ADDRESS) = 0;
  configure(0);
}

static void on_heard(void) {
  const volatile uint8_t *from = (const volatile uint8_t *)(uintptr_t)(USB_DPRAM + OUT_BUFFER);
  const uint32_t n = BUFFER_CONTROL(EP_DATA, false) & LENGTH;
  for (uint32_t i = 0; i < n; i++) heard[heard_in++ % HEARD] = from[i];
  hear_on();
}

static void on_buffers(void) {
  const uint32_t done = REG(USB_BUFF_STATUS);
  REG(USB_BUFF_STATUS) = done;
  if (done & EP0_IN_DONE) {
    if (new_address) REG(USB_ADDRESS) = address;
    new_address = false;
    if (n_answer) ep0_send();
  }
  if (done & EP0_OUT_DONE && BUFFER_CONTROL(0, false) & LENGTH) ep0_done(); /* the line coding */
  if (done & OUT_DONE) on_heard();
  if (done & IN_DONE) in_flight = nobody = false;
}

static bool send_packet(void) {
  uint32_t n = ring_in - ring_out;
  if (!configured || in_flight || !n) return false;
  if (n > MOST_BYTES) n = MOST_BYTES;
  volatile uint8_t *to = (volatile uint8_t *)(uintptr_t)(USB_DPRAM + IN_BUFFER);
  for (uint32_t i = 0; i < n; i++) *to++ = ring[ring_out++ % RING];
  /* Before it is handed over: it may be done the very next moment. */
  in_flight = true;
  in_flight_us = port_micros();
  give(EP_DATA, true, FULL | in_pid | n);
  in_pid ^= DATA1;
  return true;
}

bool usb_poll(void) {
  const uint32_t wants = REG(USB_INTS);
  if (wants & BIT(12)) on_bus_reset();
  if (wants & BIT(4)) on_buffers();
  if (wants & BIT(16)) on_setup();
  if (out_waits && configured) hear_on();
  if (in_flight && !nobody && port_micros() - in_flight_us > NOBODY_US) {
    nobody = true; /* Nobody reads: what is old when somebody does is of no use. */
    forget();
  }
  return send_packet() || wants;
}

void usb_begin(const uint8_t *unique_id) {
  usb_name(unique_id);
  for (uint32_t at = 0; at < 0x180; at += 4) REG(USB_DPRAM + at) = 0;
  REG(USB_MUXING) = BIT(0) | BIT(3);   /* the pins of the processor's own transceiver */
  REG(USB_PWR) = BIT(2) | BIT(3);      /* the bus's supply is there: it is ours */
  REG(USB_MAIN_CTRL) = 1;
  REG(USB_SIE_CTRL) = BIT(29);         /* EP0 tells of each buffer */
  REG(USB_INTE) = BIT(4) | BIT(12) | BIT(16);
  SET_BITS(USB_SIE_CTRL) = BIT(16);    /* pull-up: here we are */
}

uint32_t port_line_room(void) {
  return nobody ? 0 : RING - (ring_in - ring_out);
}

void port_line_write(const uint8_t *data, uint8_t n_bytes) {
  for (uint8_t i = 0; i < n_bytes; i++) ring[ring_in++ % RING] = data[i];
}

bool port_line_take(uint8_t *byte) {
  if (heard_out == heard_in) return false;
  *byte = heard[heard_out++ % HEARD];
  return true;
}
