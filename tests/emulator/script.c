#define _GNU_SOURCE
#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static FILE *file;
static char *due_line;       /* the order that comes next from the file */
static double due_s;
static bool hear_stdin;
static char heard[65536];
static size_t n_heard;

static void complain(const char *line)
{
	fprintf(stderr, "not an order: %s\n", line);
	exit(2);
}

static chip_t *chip_of(rig_t *rig, const char *name)
{
	for (int i = 0; i < N_CELLS; i++)
		if (!strcmp(rig->chips[i].name, name))
			return &rig->chips[i];
	return NULL;
}

/* Orders of one corner. */
static bool order_chip(chip_t *chip, const char *verb, const char *rest)
{
	if (!strcmp(verb, "dead"))
		chip_set_fault(chip, CHIP_IS_DEAD);
	else if (!strcmp(verb, "short"))
		chip_set_fault(chip, CHIP_IS_SHORTED);
	else if (!strcmp(verb, "stuck"))
		chip_set_fault(chip, CHIP_IS_STUCK);
	else if (!strcmp(verb, "glitch"))
		chip_glitch(chip);
	else if (!strcmp(verb, "hang"))
		chip_set_fault(chip, CHIP_HANGS);
	else if (!strcmp(verb, "mend")) {
		chip->saturated = false;
		chip_set_fault(chip, CHIP_RUNS);
	} else if (!strcmp(verb, "saturate"))
		chip->saturated = true;
	else if (!strcmp(verb, "tear"))
		chip->tear_at = atoi(rest) > 0 ? atoi(rest) : 12;
	else if (!strcmp(verb, "powerdown"))
		chip_power_down(chip);
	else if (!strcmp(verb, "stretch"))
		chip->stretch_next = (uint64_t)(atof(rest) * CYCLES_PER_US);
	else if (!strcmp(verb, "rate"))
		chip->rate_hz = atof(rest);
	else
		return false;
	return true;
}

static void send_hex(rig_t *rig, const char *hex)
{
	uint8_t bytes[4096];
	size_t n = 0;
	unsigned value;
	int used;
	while (n < sizeof bytes && sscanf(hex, " %2x%n", &value, &used) == 1) {
		bytes[n++] = (uint8_t)value;
		hex += used;
	}
	line_queue(&rig->line, bytes, n);
}

static void set_loads(rig_t *rig, const char *rest, const char *line)
{
	double counts[N_CELLS];
	if (sscanf(rest, "%lf %lf %lf %lf", &counts[0], &counts[1], &counts[2], &counts[3]) != N_CELLS)
		complain(line);
	for (int i = 0; i < N_CELLS; i++)
		rig->chips[i].load = counts[i];
}

static void poke(rig_t *rig, const char *rest, const char *line)
{
	unsigned address, value;
	if (sscanf(rest, "%x %x", &address, &value) != 2 || address > rig->avr->ramend || value > 0xFF)
		complain(line);
	rig->avr->data[address] = (uint8_t)value;
}

/* Orders of the whole board. */
static bool order_rig(rig_t *rig, const char *verb, const char *rest, const char *line)
{
	if (!strcmp(verb, "load"))
		set_loads(rig, rest, line);
	else if (!strcmp(verb, "send"))
		send_hex(rig, rest);
	else if (!strcmp(verb, "reset"))
		rig_reset(rig);
	else if (!strcmp(verb, "hold"))
		rig_hold(rig, atof(rest));
	else if (!strcmp(verb, "slower"))
		line_set_slower(&rig->line, atof(rest) > 0.0 ? atof(rest) : 1.0);
	else if (!strcmp(verb, "sync"))
		rig_set_sync(rig, atoi(rest) != 0);
	else if (!strcmp(verb, "supply"))
		rig->avr->vcc = rig->avr->avcc = rig->avr->aref = (uint32_t)atoi(rest);
	else if (!strcmp(verb, "poke"))
		poke(rig, rest, line);
	else if (!strcmp(verb, "end"))
		rig->finished = true;
	else
		return false;
	return true;
}

static void obey(rig_t *rig, const char *line)
{
	char verb[16] = "", name[4] = "";
	int after_verb = 0, after_name = 0;
	if (sscanf(line, " %15s%n %3s%n", verb, &after_verb, name, &after_name) < 1 || verb[0] == '#')
		return;
	chip_t *chip = chip_of(rig, name);
	if (chip ? order_chip(chip, verb, line + after_name) : order_rig(rig, verb, line + after_verb, line))
		return;
	complain(line);
}

/* Read on to the next order of the file and the time at which it is due. */
static void read_ahead(void)
{
	static size_t size;
	static char *line;
	due_line = NULL;
	while (file && getline(&line, &size, file) >= 0) {
		int used = 0;
		if (line[0] == '#' || line[strspn(line, " \t\r\n")] == '\0')
			continue;
		due_line = line;
		if (sscanf(line, " at %lf%n", &due_s, &used) == 1)
			due_line += used;
		return;
	}
}

void script_load(const char *path)
{
	file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "cannot read %s: %s\n", path, strerror(errno));
		exit(1);
	}
}

void script_use_stdin(void)
{
	hear_stdin = true;
	fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
}

/* A timer that does nothing: a sleeping processor is woken by timers, so that an order is in time. */
static avr_cycle_count_t wake(avr_t *avr, avr_cycle_count_t when, void *param)
{
	(void)avr, (void)when, (void)param;
	return 0;
}

static rig_t *the_rig;

static void set_alarm(void)
{
	if (!due_line)
		return;
	double left = due_s * 1e6 * CYCLES_PER_US - (double)the_rig->avr->cycle;
	avr_cycle_timer_register(the_rig->avr, left < 1.0 ? 1 : (avr_cycle_count_t)left, wake, NULL);
}

void script_after_processor_reset(void)
{
	set_alarm();
}

void script_begin(rig_t *rig)
{
	the_rig = rig;
	read_ahead();
	set_alarm();
}

void script_run_due(rig_t *rig)
{
	while (due_line && rig_time_s(rig) >= due_s) {
		obey(rig, due_line);
		read_ahead();
		set_alarm();
	}
}

void script_listen(rig_t *rig)
{
	if (!hear_stdin)
		return;
	ssize_t n = read(STDIN_FILENO, heard + n_heard, sizeof heard - 1 - n_heard);
	if (n == 0)
		rig->finished = true;
	if (n <= 0)
		return;
	n_heard += (size_t)n;
	heard[n_heard] = '\0';
	char *line = heard, *end;
	while ((end = strchr(line, '\n'))) {
		*end = '\0';
		obey(rig, line);
		line = end + 1;
	}
	n_heard -= (size_t)(line - heard);
	memmove(heard, line, n_heard);
}
