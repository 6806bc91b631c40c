# reeve - build, test, install
#
#	make			the three programs, in build/
#	make check		quick: unit tests, bats end to end, layers, format
#	make check-agents	the real claude and codex against a mock model
#	make check-all		all of it, with sanitizers, valgrind and fuzzing
#	make bench demo install
#
# SANITIZE=address,undefined and CC=clang are for any of them; BUILD=dir keeps
# such a build apart.

CC ?= gcc
BUILD ?= build
PREFIX ?= /usr/local
KEEPER_CC ?= musl-gcc
VERSION := 0.1.0

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wvla -Wundef -Wformat=2 \
	-Wno-format-nonliteral
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -I. $(WARNINGS) $(CFLAGS) \
	-DREEVE_VERSION='"$(VERSION)"' -MMD -MP

ifdef SANITIZE
ALL_CFLAGS += -fsanitize=$(SANITIZE) -fno-omit-frame-pointer
SANITIZE_LDFLAGS = -fsanitize=$(SANITIZE)
endif

CLI_LIBS := -lcjson
DAEMON_LIBS := -lcjson -lsqlite3 -lgit2

# What the keeper shares: only what needs libc alone.
KEEPER_SHARED := base/clock.c base/err.c base/file.c base/kv.c base/lock.c \
	base/proc.c base/sock.c model/launch.c model/paths.c
COMMON := $(wildcard base/*.c model/*.c checkpoints/*.c)
DAEMON := $(COMMON) $(wildcard store/*.c dispatcher/*.c supervisor/*.c)
CLI := $(COMMON) $(wildcard cli/*.c)
KEEPER := $(KEEPER_SHARED) $(wildcard keeper/*.c)

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
keeper_objects = $(patsubst %.c,$(BUILD)/keeper-obj/%.o,$(1))

PROGRAMS := $(BUILD)/reeve $(BUILD)/reeved $(BUILD)/reeve-keeper

# V=1 shows the commands themselves.
ifndef V
Q = @
say = @echo "  $(1)	$(2)"
endif

all: $(PROGRAMS)

$(BUILD)/reeve: $(call objects,$(CLI))
	$(call say,LINK,$@)
	$(Q)$(CC) $(SANITIZE_LDFLAGS) $(LDFLAGS) -o $@ $^ $(CLI_LIBS)

$(BUILD)/reeved: $(call objects,$(DAEMON))
	$(call say,LINK,$@)
	$(Q)$(CC) $(SANITIZE_LDFLAGS) $(LDFLAGS) -o $@ $^ $(DAEMON_LIBS)

# With a sanitizer the keeper is built by the ordinary compiler.
ifdef SANITIZE
KEEPER_BUILD_CC := $(CC)
KEEPER_LDFLAGS := $(SANITIZE_LDFLAGS)
else
KEEPER_BUILD_CC := $(KEEPER_CC)
KEEPER_LDFLAGS := -static -Wl,--gc-sections -Wl,-z,norelro
endif

$(BUILD)/reeve-keeper: $(call keeper_objects,$(KEEPER))
	$(call say,LINK,$@)
	$(Q)$(KEEPER_BUILD_CC) $(KEEPER_LDFLAGS) -o $@ $^

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/keeper-obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,KEEPER,$<)
	$(Q)$(KEEPER_BUILD_CC) $(ALL_CFLAGS) -ffunction-sections -c -o $@ $<

# The assembler takes the example in (.incbin), which -MMD does not see.
$(BUILD)/obj/model/config_defaults.o: config.example.json

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(BUILD) $(wildcard build-*)

.PHONY: all clean
