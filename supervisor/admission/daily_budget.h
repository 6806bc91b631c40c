/*
 * daily_budget - what all tasks together may use in one day
 *
 * limits.daily, since local midnight. When one of them is spent nothing begins
 * any more; what runs is ended and parked until the next day, which costs no
 * attempt (limits.daily.runs lets it run). People are told once.
 */
#ifndef SUPERVISOR_ADMISSION_DAILY_BUDGET_H
#define SUPERVISOR_ADMISSION_DAILY_BUDGET_H

#include "policy/admit/budget.h"
#include "supervisor/core/turn.h"

/* When the day ends, if its budget is spent (then `text` says so); 0: it is
 * not. */
int64_t daily_budget_is_spent(struct turn *turn, char text[BUDGET_TEXT_SIZE]);

/* When what runs now will have spent it, by its time alone; 0: never. */
int64_t daily_budget_ends_ms(struct turn *turn);

/* People have been told that it is spent. */
bool daily_budget_is_told(struct turn *turn);

/* EVENT_PLACES_CHANGED: something was used; ends what must end, and lets go on
 * what may again. */
void daily_budget_check(struct turn *turn);

/* {"since":…,"runs":{"used":…,"limit":…},"run_time_ms":…,"tokens":…,
 * "cost_usd":…}, added to `json` as "day"; a limit of 0 is null. */
void daily_budget_write(struct turn *turn, cJSON *json);

#endif
