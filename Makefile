# reeve - build, test, install
#
#	make			the three programs, in build/
#	make check		quick: unit tests, bats end to end, rooms, lint,
#				format
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
ALL_CFLAGS += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
# Between a sanitizer's own checks gcc sees null pointers where none can be.
ifeq ($(findstring clang,$(CC)),)
ALL_CFLAGS += -Wno-format-overflow -Wno-format-truncation
endif
SANITIZE_LDFLAGS = -fsanitize=$(SANITIZE)
endif

CLI_LIBS := -lcjson
DAEMON_LIBS := -lcjson -lsqlite3 -lgit2

# What the keeper shares: only what needs libc alone.
KEEPER_SHARED := base/clock.c base/err.c base/file.c base/kv.c base/lock.c \
	base/proc.c base/sock.c model/command.c model/launch.c model/paths.c \
	model/stop_reason.c
sources = $(sort $(shell find $(1) -name '*.c'))
COMMON := $(call sources,base model checkpoints)
DAEMON := $(COMMON) $(call sources,store policy agents/read agents/launch \
	dispatcher supervisor)
CLI := $(COMMON) $(call sources,agents/render cli)
KEEPER := $(KEEPER_SHARED) $(call sources,keeper)

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
KEEPER += tests/sanitized_keeper.c
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
$(BUILD)/obj/model/config/config_defaults.o: config.example.json

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# --- tests -----------------------------------------------------------------

# A unit test has its own main and is linked with everything but other mains.
UNIT_TESTS := $(filter-out tests/fuzz/%,$(wildcard tests/*/test_*.c))
UNIT_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(UNIT_TESTS))
UNIT_OBJECTS := $(call objects,$(filter-out supervisor/main.c cli/cmd/main.c,\
	$(sort $(DAEMON) $(CLI))))
# What the end-to-end tests need besides.
TEST_PROGRAMS := $(BUILD)/keeper_tell $(BUILD)/http_sink
# Tests mostly wait; sanitized programs do not.
BATS_JOBS ?= $(if $(SANITIZE),4,8)
# A test that takes longer hangs. (bats counts in the test's own shell: there a
# plain `wait` waits for that as well.)
BATS_SECONDS ?= 120

$(BUILD)/libreeve.a: $(UNIT_OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcsT $@ $^

$(BUILD)/tests/%: tests/%.c $(BUILD)/libreeve.a
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(SANITIZE_LDFLAGS) -o $@ $< \
		$(BUILD)/libreeve.a -lcmocka $(DAEMON_LIBS)

# The keeper has names of its own for what base has too: nothing else of ours.
KEEPER_PURE := $(call objects,base/err.c keeper/draft.c keeper/fence.c \
	keeper/input.c keeper/json.c keeper/modes.c)

$(filter $(BUILD)/tests/keeper/%,$(UNIT_PROGRAMS)): $(BUILD)/%: %.c $(KEEPER_PURE)
	@mkdir -p $(@D)
	$(call say,TEST,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(SANITIZE_LDFLAGS) -o $@ $< $(KEEPER_PURE) \
		-lcmocka

# The supervisor itself in a world of numbers, with effects of its own.
SIMULATION := $(wildcard tests/simulation/*.c)

$(BUILD)/tests/simulation/test_worlds: $(SIMULATION) \
		$(wildcard tests/simulation/*.h) $(BUILD)/libreeve.a
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(SANITIZE_LDFLAGS) -o $@ $(SIMULATION) \
		$(BUILD)/libreeve.a -lcmocka $(DAEMON_LIBS)

$(BUILD)/keeper_tell: tests/keeper_tell.c base/sock.c base/file.c base/err.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(SANITIZE_LDFLAGS) -o $@ $^

$(BUILD)/http_sink: tests/http_sink.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(SANITIZE_LDFLAGS) -o $@ $^

# All that is C: what is written by hand.
FORMATTED := $(sort $(shell find base model checkpoints store policy agents \
	dispatcher supervisor cli keeper tests bench -name '*.[ch]'))

check: all check-unit rooms lint check-format check-bats

# What they need, so that it can be built with -j and they be run without.
check-build: all $(UNIT_PROGRAMS) $(TEST_PROGRAMS)

check-unit: $(UNIT_PROGRAMS)
	@UNIT_SECONDS=$(if $(SANITIZE),600,120) \
		tests/run-units.sh $(UNIT_PROGRAMS)

# The rooms of the tree, by their includes and the calls between objects.
rooms: all
	@tests/rooms.py --build $(BUILD)

# What no compiler knows: lengths, sentences compared, clocks.
lint:
	@tests/lint.py

check-format:
	@clang-format --dry-run -Werror $(FORMATTED)

check-bats: all $(TEST_PROGRAMS)
	@BUILD=$(BUILD) BATS_TEST_TIMEOUT=$(BATS_SECONDS) \
		bats --jobs $(BATS_JOBS) bats

check-agents: all
	@BUILD=$(BUILD) tests/agents/run.sh

check-all: check check-worlds check-campaign check-agents check-sanitize check-valgrind check-fuzz

# More of the simulated worlds than `check` has time for; SEED=N repeats them.
check-worlds: $(BUILD)/tests/simulation/test_worlds
	@WORLDS=$${WORLDS:-25} UNIT_SECONDS=1200 tests/run-units.sh $<

# 200 tasks with mixed faults; `check` has a small one.
check-campaign: all $(TEST_PROGRAMS)
	@BUILD=$(BUILD) CAMPAIGN=$${CAMPAIGN:-200} BATS_TEST_TIMEOUT=600 \
		bats bats/95-campaign.bats

check-sanitize:
	$(MAKE) SANITIZE=address,undefined BUILD=build-sanitize \
		all check-unit check-bats

# Valgrind knows neither musl nor a static keeper, and 3.19 no pidfd_open().
check-valgrind:
	$(Q)$(MAKE) BUILD=build-valgrind KEEPER_CC=$(CC) KEEPER_LDFLAGS= all \
		$(addprefix build-valgrind/,keeper_tell valgrind_pidfd \
		valgrind_pidfd.so)
	@BUILD=build-valgrind tests/valgrind.sh

$(BUILD)/valgrind_pidfd: tests/valgrind_pidfd.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -DPROGRAM -o $@ $<

$(BUILD)/valgrind_pidfd.so: tests/valgrind_pidfd.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -shared -fPIC -o $@ $<

# --- fuzzing: each parser of what others write, for FUZZ_SECONDS -------------

FUZZ_SECONDS ?= 20
FUZZ_CC ?= clang
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -fsanitize=fuzzer,address,undefined -fno-omit-frame-pointer

# Everything again in build-fuzz, by a compiler that has libFuzzer.
check-fuzz:
	$(Q)$(MAKE) CC=$(FUZZ_CC) BUILD=build-fuzz \
		SANITIZE=fuzzer-no-link,address,undefined fuzzers
	@for target in $(FUZZ_TARGETS); do \
		tests/fuzz/smoke.sh build-fuzz/$$target $(FUZZ_SECONDS) || \
		exit 1; done

fuzzers: $(addprefix $(BUILD)/,$(FUZZ_TARGETS))

$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/libreeve.a
	$(call say,FUZZ,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(FUZZ_FLAGS) -o $@ $< \
		$(BUILD)/libreeve.a $(DAEMON_LIBS)

$(BUILD)/fuzz_keeper: tests/fuzz/fuzz_keeper.c $(KEEPER_PURE)
	$(call say,FUZZ,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(FUZZ_FLAGS) -o $@ $< $(KEEPER_PURE)

# --- the rest ----------------------------------------------------------------

format:
	clang-format -i $(FORMATTED)

demo: all
	@BUILD=$(BUILD) docs/demo/demo.sh

bench: all
	@BUILD=$(BUILD) bench/run.sh

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/man/man5 \
		$(DESTDIR)$(PREFIX)/share/man/man8 \
		$(DESTDIR)$(PREFIX)/share/doc/reeve
	install $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 docs/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 docs/man/*.8 $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 644 config.example.json README.md \
		$(DESTDIR)$(PREFIX)/share/doc/reeve

clean:
	rm -rf $(BUILD) build-*

.PHONY: all check check-build check-unit rooms lint check-format \
	check-bats check-worlds check-campaign check-agents check-all check-sanitize \
	check-valgrind check-fuzz fuzzers format demo bench install clean
