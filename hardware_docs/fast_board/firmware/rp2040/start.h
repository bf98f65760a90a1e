#ifndef START_H
#define START_H

/* A function of the boot ROM by its two letters, 2.8.3. */
void *rom_function(char first, char second);

#endif
