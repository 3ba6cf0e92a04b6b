# How our targets are made.

include(GNUInstallDirs)

# wend_warnings: our warnings, for our own sources only. wend_internals: the private headers
# ("runtime/core/parker.hpp"), for tests and benchmarks only. Neither is installed.
add_library(wend_warnings INTERFACE)
target_compile_options(wend_warnings INTERFACE -Wall -Wextra -Wpedantic
                       $<$<BOOL:${WEND_WERROR}>:-Werror>)
target_compile_definitions(wend_warnings INTERFACE
                           $<$<BOOL:${WEND_ASSERTIONS}>:_GLIBCXX_ASSERTIONS>)

add_library(wend_internals INTERFACE)
target_include_directories(wend_internals INTERFACE ${PROJECT_SOURCE_DIR})

# wend_glob(<out> <folder>... PATTERN <pattern>): files below the folders, by absolute path.
function(wend_glob out)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "PATTERN" "")
    set(found "")
    foreach(folder IN LISTS arg_UNPARSED_ARGUMENTS)
        file(GLOB_RECURSE files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/${arg_PATTERN})
        list(APPEND found ${files})
    endforeach()
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# wend_library(<target> HEADERS <file>...): what a library of ours with sources has in common.
function(wend_library target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXPORT_NAME" "HEADERS")
    if(NOT arg_EXPORT_NAME)
        set(arg_EXPORT_NAME ${target})
    endif()
    add_library(wend::${arg_EXPORT_NAME} ALIAS ${target})
    target_compile_features(${target} PUBLIC cxx_std_20)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:wend_warnings>)
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include
                   FILES ${arg_HEADERS})
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME ${arg_EXPORT_NAME}
        CXX_EXTENSIONS OFF
        POSITION_INDEPENDENT_CODE ON
        VERSION ${PROJECT_VERSION}
        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
endfunction()

# wend_extension(<target> <name> SOURCES ... HEADERS ... LINKS ...): wend::<name>, a library beside
# wend::wend that brings in one third party. Header-only when it has no sources.
function(wend_extension target name)
    cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES;HEADERS;LINKS")
    if(arg_SOURCES)
        add_library(${target} STATIC ${arg_SOURCES})
        wend_library(${target} EXPORT_NAME ${name} HEADERS ${arg_HEADERS})
        target_link_libraries(${target} PUBLIC wend ${arg_LINKS})
    else()
        add_library(${target} INTERFACE)
        add_library(wend::${name} ALIAS ${target})
        target_sources(${target} INTERFACE FILE_SET HEADERS
                       BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${arg_HEADERS})
        target_link_libraries(${target} INTERFACE wend ${arg_LINKS})
        set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
    endif()
endfunction()

# wend_optional_dependency(<part> <package> <out>): applies WEND_<part> = AUTO|ON|OFF.
macro(wend_optional_dependency part package out)
    set(${out} FALSE)
    if(WEND_${part} STREQUAL "ON")
        find_package(${package} REQUIRED)
        set(${out} TRUE)
    elseif(WEND_${part} STREQUAL "AUTO")
        find_package(${package} QUIET)
        if(${package}_FOUND)
            set(${out} TRUE)
        else()
            message(STATUS "${package} not found: built without it (WEND_${part}=AUTO)")
        endif()
    endif()
endmacro()

# wend_program(<target> SOURCES ... LINKS ...): an executable of ours that is not installed.
function(wend_program target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
    add_executable(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE wend_warnings ${arg_LINKS})
    set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
endfunction()
