/* An ADS131M04 as the data sheet (TI, SBASA13A, of the automotive part; README.md says what was not
 * read there) describes it: registers, SPI frames, both checks, the buffer of two conversions, DRDY, and what can go wrong.
 * Written from the data sheet alone, without a line of the firmware, and without a C library, so that
 * it runs beside the firmware natively and, as WebAssembly, beside an emulated processor. */
#ifndef ADS131M04_MODEL_H
#define ADS131M04_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum { ADS_CHANNELS = 4, ADS_LONGEST_FRAME = 64 };

typedef struct {
  /* What the outside does. */
  double clkin_hz;              /* 8.192 MHz; 0: no clock */
  double volts[ADS_CHANNELS];   /* between the inputs of each channel */
  double noise_v;               /* standard deviation of a conversion */
  uint64_t now_ns;
  bool reset_low;
  uint64_t reset_since_ns;
  bool unpowered;

  /* Faults. */
  uint32_t n_corrupt;           /* so many frames come with one bit wrong, */
  uint32_t corrupt_bit;         /* this one, counted from the frame's first */
  int stuck;                    /* DOUT: -1 works, 0 or 1 stands still */
  uint32_t n_no_edge;           /* so many conversions end without a fall of DRDY */
  bool keeps_newest;            /* what a full buffer does is not said: keep the oldest, or the newest */

  /* Inside. */
  uint16_t registers[64];
  bool crc_error, resynced, map_changed;
  double next_ns;               /* end of the running conversion */
  int32_t fifo[2][ADS_CHANNELS];
  int32_t shown[ADS_CHANNELS];  /* data of the last frame, repeated where there are none */
  uint8_t n_fifo;
  bool drdy_low;
  uint32_t n_edges, n_conversions;
  uint64_t edge_ns;
  bool selected;
  uint32_t at;                  /* byte of the frame */
  uint16_t answer;              /* to the command of the frame before */
  bool answer_is_status;
  uint8_t in[ADS_LONGEST_FRAME], out[ADS_LONGEST_FRAME];
  uint32_t chance;

  /* What is seen of the firmware. */
  uint32_t n_frames, n_resets, n_short, n_late_reads;
} Ads;

void ads_power_up(Ads *a, uint32_t seed);
/* Let time pass; conversions end and DRDY falls. */
void ads_advance(Ads *a, uint64_t now_ns);
void ads_reset_pin(Ads *a, bool low);
void ads_select(Ads *a, bool low);
uint8_t ads_transfer(Ads *a, uint8_t byte);
/* It starts anew by itself: a dip of the supply. */
void ads_brown_out(Ads *a);
/* A bit of a register changes by itself. */
void ads_flip(Ads *a, uint8_t address, uint16_t mask);
/* A conversion is restarted out of step: a spike on SYNC. */
void ads_resync(Ads *a);

#endif
