/* What this build is and how it is tuned. Everything that somebody may want to change stands here. */
#ifndef CONFIG_H
#define CONFIG_H

#define PROTOCOL_MAJOR 1
#define PROTOCOL_MINOR 1
#define FIRMWARE_VERSION {1, 0, 0}

#define DEVICE 0 /* Number of this board where several share a line. */
#define N_CELLS 4

#define ADC_KIND 4 /* ADS131M04. */
#define ADC_GAIN 128
#define ADC_GAIN_CODE 7 /* Of the GAIN register: 2 to this power. */
#define ADC_OSR_CODE 5  /* Of the CLOCK register: 128 times 2 to this power, 4096. */

/* 8.192 MHz over 2 for the modulator, over 4096 for the filter. */
#define NOMINAL_RATE_MHZ 1000000u
#define PERIOD_US 1000u

/* A read that begins later than this after its edge could meet the next conversion's end, and the
 * data sheet asks to keep out of that moment. */
#define LATEST_READ_US 900u
/* Without an edge for so long the converter is silent. */
#define SILENT_US 5000u
/* Of a silent converter so often a sample says so, and so often it is started anew. */
#define IDLE_SAMPLE_US 100000u
#define RESTART_EVERY_US 1000000u
/* SYNC/RESET low: longer than 2048 of its clocks (250 us) is a reset and no synchronisation. */
#define RESET_LOW_US 1000u
#define RESET_WAIT_US 1000u
/* Conversions after a start that are not used: the filter settles, and what is in the buffer is old. */
#define N_SETTLE 6
/* So many damaged readings in a row, and the converter is started anew. */
#define MOST_DAMAGED 20

#define HEARTBEAT_US 1000000u
/* A unit of the age that a sample gives of each cell. */
#define AGE_UNIT_US 100u

#endif
