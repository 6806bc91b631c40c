/*
 * render - the readers, one for each agent CLI: see render.h
 */
#include "agents/render/render.h"

#include "model/profile/profile.h"

const struct render_reader *render_find(const char *name)
{
	static const struct render_reader *const readers[RENDERERS] = {
		[RENDERER_CLAUDE] = &render_claude,
		[RENDERER_CODEX] = &render_codex,
	};
	int which = renderer_from_name(name);

	return which < 0 ? NULL : readers[which];
}
