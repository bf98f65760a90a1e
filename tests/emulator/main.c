/* An emulated balance board: the firmware's own image on simavr's ATmega328P, four HX711 beside it.
 *
 *     avr_board --image FILE [--pty] [--stdin] [--out FILE] [--script FILE] [--log FILE]
 *               [--seconds S] [--rates TL,TR,BL,BR] [--noise COUNTS] [--seed N] [--id HEX]
 *               [--blank-eeprom] [--reset-on-open] [--pace X]
 *
 * With --pty it runs in real time (or X times as fast) and prints `port NAME` first, and `opened` and
 * `closed` whenever somebody comes to it or leaves; without, it runs as fast as it can. At the end it prints one line `stats NAME VALUE ...` a chip and one for the board. */

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "script.h"

static rig_t rig = {.line = {.master = -1}, .options = {.rate_hz = {92.0, 93.4, 92.6, 91.3}, .unique_id = 0xE0E1E2E3E4E5E6E7}};

static const struct option OPTIONS[] = {
	{"image", required_argument, NULL, 'i'},   {"pty", no_argument, NULL, 'p'},
	{"stdin", no_argument, NULL, 'c'},         {"out", required_argument, NULL, 'o'},
	{"script", required_argument, NULL, 'f'},  {"log", required_argument, NULL, 'l'},
	{"seconds", required_argument, NULL, 's'}, {"rates", required_argument, NULL, 'r'},
	{"noise", required_argument, NULL, 'n'},   {"seed", required_argument, NULL, 'e'},
	{"id", required_argument, NULL, 'u'},      {"blank-eeprom", no_argument, NULL, 'b'},
	{"reset-on-open", no_argument, NULL, 'd'}, {"pace", required_argument, NULL, 'x'},
	{NULL, 0, NULL, 0},
};

static FILE *writable(const char *path)
{
	FILE *stream = fopen(path, "wb");
	if (!stream) {
		perror(path);
		exit(1);
	}
	return stream;
}

static void usage(void)
{
	fprintf(stderr, "usage: avr_board --image FILE; see the head of main.c for the options\n");
	exit(2);
}

static bool take_option(int option, const char *value)
{
	rig_options_t *o = &rig.options;
	switch (option) {
	case 'i': o->image = value; break;
	case 'p': o->pace = o->pace > 0.0 ? o->pace : 1.0; break;
	case 'x': o->pace = atof(value); break;
	case 'c': script_use_stdin(); break;
	case 'o': rig.line.out = writable(value); break;
	case 'f': script_load(value); break;
	case 'l': o->log = writable(value); break;
	case 's': o->seconds = atof(value); break;
	case 'n': o->noise = atof(value); break;
	case 'e': o->seed = strtoull(value, NULL, 10); break;
	case 'u': o->unique_id = strtoull(value, NULL, 16); break;
	case 'b': o->blank_eeprom = true; break;
	case 'd': o->reset_on_open = true; break;
	case 'r':
		return sscanf(value, "%lf,%lf,%lf,%lf", &o->rate_hz[0], &o->rate_hz[1], &o->rate_hz[2], &o->rate_hz[3]) == N_CELLS;
	default:
		return false;
	}
	return true;
}

static void print_stats(void)
{
	for (int i = 0; i < N_CELLS; i++) {
		const chip_t *chip = &rig.chips[i];
		const chip_stats_t *s = &chip->stats;
		printf("stats %s words %" PRIu64 " read %" PRIu64 " unread %" PRIu64 " torn %" PRIu64
		       " power_downs %" PRIu64 " timing_faults %" PRIu64 " protocol_faults %" PRIu64
		       " longest_high_ns %.0f shortest_high_ns %.0f shortest_low_ns %.0f longest_read_ns %.0f\n",
		       chip->name, s->n_words, s->n_read, s->n_unread, s->n_torn, s->n_power_downs,
		       s->n_timing_faults, s->n_protocol_faults, (double)s->longest_high * 62.5,
		       (double)s->shortest_high * 62.5, (double)s->shortest_low * 62.5, (double)s->longest_read * 62.5);
	}
	printf("stats board seconds %.6f bytes_out %" PRIu64 " bytes_in %" PRIu64 " lost %" PRIu64 " resets %" PRIu64 "\n",
	       rig_time_s(&rig), rig.line.n_bytes_out, rig.line.n_bytes_in, rig.line.n_lost, rig.n_resets);
}

static void stop(int signal_number)
{
	(void)signal_number;
	rig.finished = true;
}

int main(int argc, char *argv[])
{
	int option;
	while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) >= 0)
		if (!take_option(option, optarg))
			usage();
	if (!rig.options.image || optind != argc)
		usage();
	signal(SIGTERM, stop);
	signal(SIGINT, stop);
	signal(SIGPIPE, SIG_IGN);
	if (rig.options.pace > 0.0) {
		printf("port %s\n", line_open_pty(&rig.line));
		fflush(stdout);
	}
	rig_build(&rig);
	rig_run(&rig);
	print_stats();
	return 0;
}
