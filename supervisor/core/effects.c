/*
 * effects - what is to be done in the world, as plain data: see effects.h
 */
#include "supervisor/core/effects.h"

#include <stdlib.h>

#include "base/mem.h"
#include "supervisor/core/reply.h"

#define EFFECTS_FIRST_SIZE 64

void effect_clear(struct effect *effect)
{
	if (effect->reply)
		reply_release(effect->reply);
	free(effect->text);
	free(effect->by);
	argv_clear(&effect->keys);
	cJSON_Delete(effect->data);
	new_tasks_free(effect->new_tasks);
	*effect = (struct effect){ 0 };
}

void effects_emit(struct effects *effects, const struct effect *effect)
{
	if (effects->count == effects->size) {
		effects->size =
			effects->size ? effects->size * 2 : EFFECTS_FIRST_SIZE;
		effects->items = mem_grow(effects->items,
			effects->size * sizeof(*effects->items));
	}
	effects->items[effects->count++] = *effect;
}

void effects_prepare(
	struct effects *effects, const struct effect_row *table, void *arg)
{
	for (; effects->prepared < effects->count; effects->prepared++) {
		struct effect *effect = &effects->items[effects->prepared];

		if (table[effect->kind].prepare)
			table[effect->kind].prepare(arg, effect);
	}
}

/* Takes the list, so that what is emitted meanwhile begins a new one. */
static struct effects effects_take(struct effects *effects)
{
	struct effects taken = *effects;

	*effects = (struct effects){ 0 };
	return taken;
}

void effects_carry_out(
	struct effects *effects, const struct effect_row *table, void *arg)
{
	struct effects taken = effects_take(effects);

	for (size_t i = 0; i < taken.count; i++) {
		table[taken.items[i].kind].carry_out(arg, &taken.items[i]);
		effect_clear(&taken.items[i]);
	}
	free(taken.items);
}

void effects_drop(struct effects *effects, const struct effect_row *table,
	void *arg, const struct err *why)
{
	struct effects taken = effects_take(effects);

	for (size_t i = 0; i < taken.count; i++) {
		struct effect *effect = &taken.items[i];

		if (table[effect->kind].drop)
			table[effect->kind].drop(arg, effect);
		if (effect->reply)
			reply_refuse(effect->reply, why);
		effect_clear(effect);
	}
	free(taken.items);
}

void effects_clear(struct effects *effects)
{
	struct effects taken = effects_take(effects);

	for (size_t i = 0; i < taken.count; i++)
		effect_clear(&taken.items[i]);
	free(taken.items);
}
