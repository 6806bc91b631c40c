/*
 * caller_variables - which variables of a caller's environment a task may keep: see
 * caller_variables.h
 */
#include "model/config/caller_variables.h"

#include "base/env.h"

static const char *const common_variables[] = { "HOME", "PATH", "LANG", "LC_*",
	"USER", "LOGNAME", "SHELL", "TZ", "TMPDIR", "XDG_*", "SSH_AUTH_SOCK",
	"COLORTERM", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", NULL };

bool caller_variable_is_common(const char *pair)
{
	return env_matches(pair, common_variables);
}

static bool variable_is_kept(
	const struct config *config, const struct argv *asked, const char *pair)
{
	if (caller_variable_is_common(pair) ||
		env_matches(pair, (const char *const *)asked->items))
		return true;
	for (size_t i = 0; i < config->profile_count; i++)
		if (env_matches(pair, (const char *const *)config->profiles[i]
					      .env_allow.items))
			return true;
	return false;
}

void caller_variables_keep(struct argv *kept, const struct config *config,
	const struct argv *asked, char *const *caller)
{
	for (; caller && *caller; caller++)
		if (variable_is_kept(config, asked, *caller))
			env_set_pair(kept, *caller);
}
