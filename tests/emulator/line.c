#define _GNU_SOURCE
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <simavr/avr_uart.h>

#define BYTE_CYCLES 1500 /* ten bits at 115200 are 1389; simavr counts eleven and loses what comes faster */

static avr_cycle_count_t give_byte(avr_t *avr, avr_cycle_count_t when, void *param)
{
	(void)avr, (void)when;
	line_t *line = param;
	if (line->n_given == line->n_queued) {
		line->n_given = line->n_queued = 0;
		return 0;
	}
	line->n_bytes_in++;
	avr_raise_irq(line->to_board, line->queued[line->n_given++]);
	return when + BYTE_CYCLES;
}

static void byte_comes(avr_irq_t *irq, uint32_t value, void *param)
{
	(void)irq;
	line_t *line = param;
	uint8_t byte = (uint8_t)value;
	line->n_bytes_out++;
	if (line->out)
		fwrite(&byte, 1, 1, line->out);
	if (line->master < 0)
		return;
	if (line->open && line->n_sent < sizeof line->sent)
		line->sent[line->n_sent++] = byte;
	else
		line->n_lost++;
}

static avr_uart_t *uart_of(avr_t *avr)
{
	for (avr_io_t *io = avr->io_port; io; io = io->next)
		if (!strcmp(io->kind, "uart"))
			return (avr_uart_t *)io;
	fprintf(stderr, "this processor has no serial port\n");
	exit(1);
}

void line_connect(line_t *line, avr_t *avr)
{
	line->avr = avr;
	line->slower = 1.0;
	uint32_t flags = 0; /* No echo on the console, no sleeping in its place. */
	avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
	line->to_board = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
	avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), byte_comes, line);
}

void line_after_processor_reset(line_t *line)
{
	if (line->n_given < line->n_queued)
		avr_cycle_timer_register(line->avr, BYTE_CYCLES, give_byte, line);
}

void line_queue(line_t *line, const uint8_t *data, size_t n_bytes)
{
	if (n_bytes > sizeof line->queued - line->n_queued)
		n_bytes = sizeof line->queued - line->n_queued;
	memcpy(line->queued + line->n_queued, data, n_bytes);
	line->n_queued += n_bytes;
	if (n_bytes && !avr_cycle_timer_status(line->avr, give_byte, line))
		avr_cycle_timer_register(line->avr, BYTE_CYCLES, give_byte, line);
}

void line_set_slower(line_t *line, double slower)
{
	avr_uart_t *uart = uart_of(line->avr);
	uart->cycles_per_byte = (avr_cycle_count_t)((double)uart->cycles_per_byte * slower / line->slower);
	line->slower = slower;
}

const char *line_open_pty(line_t *line)
{
	line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (line->master < 0 || grantpt(line->master) || unlockpt(line->master)) {
		perror("no pseudo terminal");
		exit(1);
	}
	struct termios raw;
	tcgetattr(line->master, &raw);
	cfmakeraw(&raw);
	tcsetattr(line->master, TCSANOW, &raw);
	const char *name = ptsname(line->master);
	/* Opened and closed once, so that the master tells from now on whether somebody is there. */
	close(open(name, O_RDWR | O_NOCTTY));
	return name;
}

bool line_serve(line_t *line)
{
	if (line->master < 0)
		return false;
	struct pollfd look = {.fd = line->master, .events = POLLIN | POLLOUT};
	poll(&look, 1, 0);
	bool was_open = line->open;
	line->open = !(look.revents & POLLHUP);
	if (!line->open) {
		line->n_lost += line->n_sent;
		line->n_sent = 0;
		return was_open;
	}
	uint8_t data[4096];
	ssize_t n = 0;
	if (look.revents & POLLIN && (n = read(line->master, data, sizeof data)) > 0)
		line_queue(line, data, (size_t)n);
	if (line->n_sent && (n = write(line->master, line->sent, line->n_sent)) > 0) {
		memmove(line->sent, line->sent + n, line->n_sent - (size_t)n);
		line->n_sent -= (size_t)n;
	}
	return !was_open;
}
