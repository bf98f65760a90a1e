#include "hx711.h"

#include <math.h>

#include <simavr/avr_ioport.h>

#define UPDATE_US 75        /* an unread word is replaced under so long a high pulse */
#define POWER_DOWN_US 60    /* clock high for longer switches the chip off */
#define LONGEST_HIGH_US 50
#define SHORTEST_CYCLES 3.2 /* 0.2 us, clock high or low */
#define READY_TO_CLOCK_CYCLES 1.6
#define SETTLING_CONVERSIONS 4
#define PULSES_A128 25
#define PULSES_B32 26
#define PULSES_A64 27
#define GLITCH_US 100
#define FULL_SCALE 8388607
#define PORTD_ADDRESS 0x2B

static avr_cycle_count_t conversion_ends(avr_t *avr, avr_cycle_count_t when, void *param);
static avr_cycle_count_t update_ends(avr_t *avr, avr_cycle_count_t when, void *param);
static avr_cycle_count_t goes_down(avr_t *avr, avr_cycle_count_t when, void *param);

static double uniform(chip_t *chip)
{
	chip->chance ^= chip->chance << 13;
	chip->chance ^= chip->chance >> 7;
	chip->chance ^= chip->chance << 17;
	return (double)(chip->chance >> 11) / 9007199254740992.0;
}

static double normal(chip_t *chip)
{
	double u = uniform(chip);
	return sqrt(-2.0 * log(1.0 - u)) * cos(2.0 * M_PI * uniform(chip));
}

/* A wire that nothing drives follows the processor's pull-up, or catches what is in the air. */
static void drive(chip_t *chip, bool high)
{
	if (chip->fault == CHIP_IS_SHORTED)
		high = false;
	else if (chip->fault == CHIP_IS_DEAD)
		high = chip->avr->data[PORTD_ADDRESS] & (1 << chip->dout_pin) || uniform(chip) < 0.5;
	avr_raise_irq(chip->dout, high);
}

/* No word waits, so DOUT is high. */
static bool idle(const chip_t *chip)
{
	return !chip->offered || chip->updating || chip->n_pulses >= PULSES_A128;
}

static int32_t clipped(double counts)
{
	return counts > FULL_SCALE ? FULL_SCALE : counts < -FULL_SCALE - 1.0 ? -FULL_SCALE - 1 : (int32_t)lround(counts);
}

static int32_t converted(chip_t *chip)
{
	if (chip->fault == CHIP_IS_STUCK)
		return chip->word;
	double counts = chip->load + (chip->noise > 0.0 ? chip->noise * normal(chip) : 0.0);
	if (chip->saturated)
		counts = counts < 0.0 ? -1e9 : 1e9;
	if (chip->n_pulses == PULSES_B32)
		return 0; /* Nothing is connected to channel B. */
	return clipped(chip->n_pulses == PULSES_A64 ? counts / 2.0 : counts);
}

static void arm(chip_t *chip)
{
	chip->next_end += 1e6 * CYCLES_PER_US / chip->rate_hz;
	double left = chip->next_end - (double)chip->avr->cycle;
	avr_cycle_timer_register(chip->avr, left < 1.0 ? 1 : (avr_cycle_count_t)left, conversion_ends, chip);
}

static void offer(chip_t *chip)
{
	chip->offered = true;
	chip->updating = false;
	chip->n_pulses = 0;
	chip->ready_since = chip->avr->cycle;
	drive(chip, false);
}

static void end_conversion(chip_t *chip)
{
	if (chip->powered_down || chip->fault == CHIP_IS_DEAD || chip->fault == CHIP_HANGS)
		return;
	if (chip->settling > 0) {
		chip->settling--;
		return;
	}
	bool unread = chip->offered && chip->n_pulses == 0;
	bool torn = chip->offered && chip->n_pulses > 0 && chip->n_pulses < PULSES_A128;
	if (torn || chip->n_pulses > PULSES_A64)
		chip->stats.n_protocol_faults++;
	chip->word = converted(chip);
	chip->stats.n_words++;
	if (chip->log)
		fprintf(chip->log, "%s %.3f %d\n", chip->name, (double)chip->avr->cycle / CYCLES_PER_US, chip->word);
	if (!unread && !torn) {
		offer(chip);
		return;
	}
	chip->stats.n_unread += unread;
	chip->stats.n_torn += torn;
	chip->updating = true;
	drive(chip, true);
	avr_cycle_timer_register(chip->avr, UPDATE_US * CYCLES_PER_US, update_ends, chip);
}

static avr_cycle_count_t conversion_ends(avr_t *avr, avr_cycle_count_t when, void *param)
{
	(void)avr, (void)when;
	arm(param);
	end_conversion(param);
	return 0;
}

static avr_cycle_count_t update_ends(avr_t *avr, avr_cycle_count_t when, void *param)
{
	(void)avr, (void)when;
	offer(param);
	return 0;
}

/* With the clock low again the chip begins from nothing: channel A, gain 128. */
static void start_anew(chip_t *chip)
{
	chip->powered_down = false;
	chip->settling = SETTLING_CONVERSIONS;
	chip->n_pulses = PULSES_A128;
	avr_cycle_timer_cancel(chip->avr, conversion_ends, chip);
	chip->next_end = (double)chip->avr->cycle;
	arm(chip);
}

void chip_power_down(chip_t *chip)
{
	chip->stats.n_power_downs++;
	if (chip->fault == CHIP_HANGS)
		chip->fault = CHIP_RUNS;
	chip->powered_down = true;
	chip->offered = chip->updating = false;
	avr_cycle_timer_cancel(chip->avr, update_ends, chip);
	drive(chip, true);
	if (!chip->sck_high)
		start_anew(chip);
}

static avr_cycle_count_t goes_down(avr_t *avr, avr_cycle_count_t when, void *param)
{
	(void)avr, (void)when;
	chip_power_down(param);
	return 0;
}

static void note_rise(chip_t *chip, avr_cycle_count_t now)
{
	if (chip->fall && now - chip->fall < chip->stats.shortest_low)
		chip->stats.shortest_low = now - chip->fall;
	if (chip->fall && (double)(now - chip->fall) < SHORTEST_CYCLES)
		chip->stats.n_timing_faults++;
	if (chip->n_pulses == 0) {
		chip->first_rise = now;
		if (chip->offered && (double)(now - chip->ready_since) < READY_TO_CLOCK_CYCLES)
			chip->stats.n_timing_faults++;
	}
}

static void note_fall(chip_t *chip, avr_cycle_count_t now)
{
	avr_cycle_count_t high = now - chip->rise;
	if (chip->powered_down) /* Counted as such. */
		return;
	if (high > chip->stats.longest_high)
		chip->stats.longest_high = high;
	if (high < chip->stats.shortest_high)
		chip->stats.shortest_high = high;
	if ((double)high < SHORTEST_CYCLES || high > LONGEST_HIGH_US * CYCLES_PER_US)
		chip->stats.n_timing_faults++;
	if (chip->n_pulses == PULSES_A128 && chip->offered) {
		chip->stats.n_read++;
		if (now - chip->first_rise > chip->stats.longest_read)
			chip->stats.longest_read = now - chip->first_rise;
	}
}

static void clock_rises(chip_t *chip)
{
	avr_t *avr = chip->avr;
	note_rise(chip, avr->cycle);
	chip->rise = avr->cycle;
	avr_cycle_timer_register(avr, POWER_DOWN_US * CYCLES_PER_US, goes_down, chip);
	if (chip->stretch_next) {
		avr->cycle += chip->stretch_next;
		avr->run_cycle_count = 1;
		chip->stretch_next = 0;
	}
	if (chip->updating || chip->powered_down || chip->fault == CHIP_IS_DEAD)
		return;
	if (chip->tear_at && chip->n_pulses == chip->tear_at) {
		chip->tear_at = 0;
		end_conversion(chip);
		return;
	}
	chip->n_pulses++;
	drive(chip, chip->n_pulses >= PULSES_A128 || (chip->word >> (24 - chip->n_pulses)) & 1);
}

static void clock_falls(chip_t *chip)
{
	avr_cycle_timer_cancel(chip->avr, goes_down, chip);
	note_fall(chip, chip->avr->cycle);
	chip->fall = chip->avr->cycle;
	if (chip->powered_down)
		start_anew(chip);
}

static void sck_changes(avr_irq_t *irq, uint32_t value, void *param)
{
	(void)irq;
	chip_t *chip = param;
	bool high = value & 1;
	if (high == chip->sck_high)
		return;
	chip->sck_high = high;
	if (high)
		clock_rises(chip);
	else
		clock_falls(chip);
}

void chip_set_fault(chip_t *chip, chip_fault_t fault)
{
	chip->fault = fault;
	drive(chip, idle(chip));
}

static avr_cycle_count_t glitch_ends(avr_t *avr, avr_cycle_count_t when, void *param)
{
	(void)avr, (void)when;
	chip_t *chip = param;
	if (idle(chip))
		drive(chip, true);
	return 0;
}

void chip_glitch(chip_t *chip)
{
	if (!idle(chip))
		return;
	drive(chip, false);
	avr_cycle_timer_register(chip->avr, GLITCH_US * CYCLES_PER_US, glitch_ends, chip);
}

void chip_connect(chip_t *chip, avr_t *avr, double rate_hz, double phase, uint64_t seed)
{
	chip->avr = avr;
	chip->rate_hz = rate_hz;
	chip->chance = seed * 2654435761u + 88172645463325252u;
	chip->settling = SETTLING_CONVERSIONS;
	chip->n_pulses = PULSES_A128;
	chip->stats.shortest_high = chip->stats.shortest_low = UINT64_MAX;
	chip->dout = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), chip->dout_pin);
	avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('B'), chip->sck_pin), sck_changes, chip);
	chip->next_end = phase * 1e6 * CYCLES_PER_US / rate_hz;
	drive(chip, true);
	arm(chip);
}

void chip_after_processor_reset(chip_t *chip)
{
	if (chip->sck_high) /* The pins of a processor in reset are inputs. */
		sck_changes(NULL, 0, chip);
	if (chip->updating)
		offer(chip);
	drive(chip, idle(chip));
	chip->next_end -= 1e6 * CYCLES_PER_US / chip->rate_hz;
	arm(chip);
}
