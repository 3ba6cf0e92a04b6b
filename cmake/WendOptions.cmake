# All options of the project. None changes a class layout or becomes a definition that the
# library and its users would have to agree on.

option(WEND_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(WEND_BUILD_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(WEND_BUILD_TOOLS "Build the examples and the stress program" ${PROJECT_IS_TOP_LEVEL})
option(WEND_INSTALL "Generate the install target" ${PROJECT_IS_TOP_LEVEL})
option(WEND_WERROR "Our warnings are errors" OFF)
option(WEND_ASSERTIONS "Check the standard library's preconditions in our own code" OFF)

foreach(part LOG TBB)
    set(WEND_${part} AUTO CACHE STRING "Build wend::${part}: AUTO (if its library is found), ON, OFF")
    set_property(CACHE WEND_${part} PROPERTY STRINGS AUTO ON OFF)
    if(NOT WEND_${part} MATCHES "^(AUTO|ON|OFF)$")
        message(FATAL_ERROR "WEND_${part} must be AUTO, ON or OFF, not '${WEND_${part}}'")
    endif()
endforeach()

set(WEND_SANITIZE "" CACHE STRING "Sanitizers for everything built here: 'address,undefined', 'thread'")
if(WEND_SANITIZE)
    add_compile_options(-fsanitize=${WEND_SANITIZE} -fno-sanitize-recover=all
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${WEND_SANITIZE})
endif()

if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
    if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
        set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
    endif()
endif()
