#pragma once
/// Log records that say which thread and which task wrote them: all of the log layer.
#include <wend/exec/identity.hpp>
#include <wend/log/config.hpp>
#include <wend/log/formatter.hpp>
#include <wend/log/level.hpp>
#include <wend/log/logger.hpp>
#include <wend/log/record.hpp>
