/*
 * programs - the programs that are installed beside the keeper
 */
#ifndef KEEPER_PROGRAMS_H
#define KEEPER_PROGRAMS_H

#include "model/paths.h"

/* The path of `name` in the directory of the running reeve-keeper. */
struct path program_beside(const char *name);

#endif
