#pragma once
/// Version of the library. The inline namespace `wend::v0` names the ABI: it changes when layouts
/// do, so that two incompatible builds in one program fail to link rather than run wrong.

#define WEND_VERSION_MAJOR 0
#define WEND_VERSION_MINOR 1
#define WEND_VERSION_PATCH 0
#define WEND_VERSION_STRING "0.1.0"
