/* The one converter of the emulated board, for JavaScript: numbers in, numbers out. Times are in
 * nanoseconds as a double, which is exact to a nanosecond for a hundred days. */
#include "ads131m04_model.h"

static Ads ads;

Ads *model(void) { return &ads; }
void model_volts(double a, double b, double c, double d) {
  const double volts[4] = {a, b, c, d};
  for (int i = 0; i < 4; i++) ads.volts[i] = volts[i];
}
void model_noise(double volts) { ads.noise_v = volts; }
uint32_t model_edges(void) { return ads.n_edges; }
bool model_drdy(void) { return !ads.drdy_low; }
double model_next_ns(void) { return ads.next_ns; }
void model_advance(double now_ns) { ads_advance(&ads, (uint64_t)now_ns); }
uint32_t model_late_reads(void) { return ads.n_late_reads; }
uint32_t model_conversions(void) { return ads.n_conversions; }

/* Faults by number: the orders of rig.mjs. */
void model_fault(int kind, double amount) {
  const uint32_t n = (uint32_t)amount;
  if (kind == 0) ads.n_corrupt = n, ads.corrupt_bit = 40;
  if (kind == 1) ads.n_no_edge = n;
  if (kind == 2) ads.stuck = (int)amount;
  if (kind == 3) ads.clkin_hz = amount;
  if (kind == 4) ads_brown_out(&ads);
  if (kind == 5) ads_resync(&ads);
}
void *memcpy(void *to, const void *from, unsigned long n) {
  volatile uint8_t *d = to;
  const uint8_t *s = from;
  while (n--) *d++ = *s++;
  return to;
}
void *memset(void *to, int value, unsigned long n) {
  volatile uint8_t *d = to;
  while (n--) *d++ = (uint8_t)value;
  return to;
}
