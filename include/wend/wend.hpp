#pragma once
/// Everything a program that uses wend needs, but for logging (wend/log/log.hpp) and the bridges in
/// wend/ext.

#include <wend/core/errors.hpp>
#include <wend/core/moved.hpp>
#include <wend/core/next_result.hpp>
#include <wend/exec/identity.hpp>
#include <wend/exec/inline_executor.hpp>
#include <wend/exec/main_loop.hpp>
#include <wend/exec/manual_executor.hpp>
#include <wend/exec/stop.hpp>
#include <wend/rt/run.hpp>
#include <wend/rt/spawn.hpp>
#include <wend/sched/pool.hpp>
#include <wend/task/resume_on.hpp>
#include <wend/task/scope.hpp>
#include <wend/task/sync_wait.hpp>
#include <wend/task/this_task.hpp>
#include <wend/task/when_all.hpp>
#include <wend/task/when_all_range.hpp>
#include <wend/task/yield.hpp>
#include <wend/version.hpp>
