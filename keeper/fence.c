/*
 * fence - a command of an old leader is refused: see fence.h
 */
#include "keeper/fence.h"

void fence_raise(struct fence *fence, int64_t epoch)
{
	if (epoch > fence->epoch)
		fence->epoch = epoch;
}

enum command_error fence_check(
	struct fence *fence, int64_t epoch, struct err *err)
{
	if (epoch < 0) {
		err_set(err, EXIT_WRONG_USE, "the command has no epoch");
		return COMMAND_INVALID;
	}
	if (epoch < fence->epoch) {
		err_set(err, EXIT_NO, "epoch %lld is older than %lld",
			(long long)epoch, (long long)fence->epoch);
		return COMMAND_STALE_EPOCH;
	}
	fence_raise(fence, epoch);
	return COMMAND_OK;
}
