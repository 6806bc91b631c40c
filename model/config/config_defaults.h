/*
 * config_defaults - config.example.json, built into the program
 */
#ifndef MODEL_CONFIG_CONFIG_DEFAULTS_H
#define MODEL_CONFIG_CONFIG_DEFAULTS_H

/* The file's bytes are from the first up to the second. */
extern const char config_defaults[];
extern const char config_defaults_end[];

#endif
