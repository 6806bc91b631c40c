/*
 * config_defaults - config.example.json, built into the program
 *
 * The example that people copy from and the defaults are one file, so neither
 * can drift from the other. The assembler takes it in as it is; it is looked
 * for from where the compiler runs, the top of the source tree.
 */
#include "model/config/config_defaults.h"

__asm__(".pushsection .rodata\n"
	".global config_defaults\n"
	".global config_defaults_end\n"
	"config_defaults:\n"
	".incbin \"config.example.json\"\n"
	"config_defaults_end:\n"
	".byte 0\n"
	".popsection\n");
