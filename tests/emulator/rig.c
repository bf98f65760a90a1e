#define _GNU_SOURCE
#include "rig.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/sim_elf.h>
#include <simavr/sim_hex.h>

#include "script.h"

#define SERVE_CYCLES (1000 * CYCLES_PER_US)
#define SYNC_PIN 4

/* The wiring of the board's README, in the protocol's order: DOUT on PORTD, PD_SCK on PORTB. */
static const struct {
	const char *name;
	uint8_t dout_pin, sck_pin;
} WIRING[N_CELLS] = {{"tl", 5, 1}, {"tr", 4, 0}, {"bl", 6, 2}, {"br", 7, 3}};

/* The next time is a matter of cycles; the wall's clock is waited for in rig_run. */
static void do_not_sleep(avr_t *avr, avr_cycle_count_t how_long)
{
	(void)avr, (void)how_long;
}

static uint16_t crc_of(const uint8_t *data, size_t n_bytes)
{
	uint16_t crc = 0xFFFF;
	while (n_bytes--) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
	}
	return crc;
}

/* What identity.h describes: the id with its check at the start, the emulator's mark at the end. */
static void preset_eeprom(rig_t *rig)
{
	static uint8_t bytes[EEPROM_BYTES];
	memset(bytes, 0xFF, sizeof bytes);
	memcpy(bytes + EEPROM_BYTES - 4, "EMUL", 4);
	if (!rig->options.blank_eeprom) {
		memcpy(bytes, "BA", 2);
		for (int i = 0; i < 8; i++)
			bytes[2 + i] = (uint8_t)(rig->options.unique_id >> (56 - 8 * i));
		uint16_t crc = crc_of(bytes, 10);
		bytes[10] = (uint8_t)crc;
		bytes[11] = (uint8_t)(crc >> 8);
	}
	avr_eeprom_desc_t all = {.ee = bytes, .offset = 0, .size = sizeof bytes};
	avr_ioctl(rig->avr, AVR_IOCTL_EEPROM_SET, &all);
}

static void load_image(rig_t *rig)
{
	const char *path = rig->options.image;
	size_t length = strlen(path);
	if (length > 4 && !strcmp(path + length - 4, ".hex")) {
		uint32_t size, start;
		uint8_t *code = read_ihex_file(path, &size, &start);
		if (!code) {
			fprintf(stderr, "cannot read %s\n", path);
			exit(1);
		}
		avr_loadcode(rig->avr, code, size, start);
		free(code);
		return;
	}
	elf_firmware_t firmware = {0};
	if (elf_read_firmware(path, &firmware)) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	firmware.frequency = 1000000u * CYCLES_PER_US;
	avr_load_firmware(rig->avr, &firmware);
}

static void power_up(avr_t *avr)
{
	avr->frequency = 1000000u * CYCLES_PER_US;
	avr->vcc = avr->avcc = avr->aref = 5000;
	avr->sleep = do_not_sleep;
	avr->log = LOG_ERROR;
}

void rig_build(rig_t *rig)
{
	avr_t *avr = rig->avr = avr_make_mcu_by_name("atmega328p");
	if (!avr) {
		fprintf(stderr, "simavr knows no ATmega328P\n");
		exit(1);
	}
	avr_init(avr);
	load_image(rig);
	power_up(avr);
	preset_eeprom(rig);
	line_connect(&rig->line, avr);
	for (int i = 0; i < N_CELLS; i++) {
		chip_t *chip = &rig->chips[i];
		chip->name = WIRING[i].name;
		chip->dout_pin = WIRING[i].dout_pin;
		chip->sck_pin = WIRING[i].sck_pin;
		chip->noise = rig->options.noise;
		chip->log = rig->options.log;
		/* Phases apart from each other, so that the chips do not begin in step. */
		chip_connect(chip, avr, rig->options.rate_hz[i], 0.37 + 0.23 * i, rig->options.seed + (uint64_t)i);
	}
	rig_set_sync(rig, false);
}

void rig_reset(rig_t *rig)
{
	rig->n_resets++;
	avr_reset(rig->avr);
	power_up(rig->avr);
	rig->line.slower = 1.0;
	line_after_processor_reset(&rig->line);
	for (int i = 0; i < N_CELLS; i++)
		chip_after_processor_reset(&rig->chips[i]);
	script_after_processor_reset();
}

/* simavr puts inputs back to what is pulled on them whenever their port is written. */
void rig_set_sync(rig_t *rig, bool high)
{
	avr_ioport_external_t pull = {.name = 'B', .mask = 1 << SYNC_PIN, .value = (uint8_t)(high << SYNC_PIN)};
	avr_ioctl(rig->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('B'), &pull);
	avr_raise_irq(avr_io_getirq(rig->avr, AVR_IOCTL_IOPORT_GETIRQ('B'), SYNC_PIN), high);
}

void rig_hold(rig_t *rig, double us)
{
	rig->avr->cycle += (avr_cycle_count_t)(us * CYCLES_PER_US);
	rig->avr->run_cycle_count = 1;
}

static void wait_for_wall(double elapsed_s, const struct timespec *start)
{
	double due_s = elapsed_s + (double)start->tv_nsec * 1e-9;
	struct timespec due = {.tv_sec = start->tv_sec + (time_t)due_s, .tv_nsec = (long)((due_s - (double)(time_t)due_s) * 1e9)};
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
}

static void opened_or_closed(rig_t *rig)
{
	printf("%s\n", rig->line.open ? "opened" : "closed");
	fflush(stdout);
	if (rig->line.open && rig->options.reset_on_open)
		rig_reset(rig);
}

static bool over(const rig_t *rig)
{
	return rig->finished || (rig->options.seconds > 0.0 && rig_time_s(rig) >= rig->options.seconds);
}

void rig_run(rig_t *rig)
{
	struct timespec start;
	clock_gettime(CLOCK_MONOTONIC, &start);
	double start_s = rig_time_s(rig);
	avr_cycle_count_t next_serve = 0;
	script_begin(rig);
	while (!over(rig)) {
		int state = avr_run(rig->avr);
		if (state == cpu_Done || state == cpu_Crashed) {
			fprintf(stderr, "the processor crashed at %.6f s\n", rig_time_s(rig));
			exit(3);
		}
		script_run_due(rig);
		if (rig->avr->cycle < next_serve)
			continue;
		next_serve = rig->avr->cycle + SERVE_CYCLES;
		if (rig->options.pace <= 0.0)
			continue;
		wait_for_wall((rig_time_s(rig) - start_s) / rig->options.pace, &start);
		script_listen(rig);
		if (line_serve(&rig->line))
			opened_or_closed(rig);
	}
}
