# Install rules: one export set per component, so that a user without spdlog or oneTBB can still
# find wend, and one pkg-config file each.

include(CMakePackageConfigHelpers)

set(WEND_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/wend)

function(wend_install_component target export pc)
    install(TARGETS ${target} EXPORT ${export}
            ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
            LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
            RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
            FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT ${export} NAMESPACE wend:: DESTINATION ${WEND_CMAKE_DIR})

    get_target_property(type ${target} TYPE)
    set(WEND_PC_LIB "")
    if(NOT type STREQUAL "INTERFACE_LIBRARY")
        set(WEND_PC_LIB " -L\${libdir} -l${target}")
    endif()
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${pc}.pc.in ${PROJECT_BINARY_DIR}/${pc}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${pc}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

# The prefix of a .pc file is found from where the file lies: an installed tree can be moved.
file(RELATIVE_PATH WEND_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})

wend_install_component(wend wendTargets wend)
if(TARGET wend_log)
    wend_install_component(wend_log wend-logTargets wend-log)
endif()
if(TARGET wend_tbb)
    wend_install_component(wend_tbb wend-tbbTargets wend-tbb)
endif()

configure_package_config_file(cmake/wendConfig.cmake.in ${PROJECT_BINARY_DIR}/wendConfig.cmake
                              INSTALL_DESTINATION ${WEND_CMAKE_DIR})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/wendConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/wendConfig.cmake ${PROJECT_BINARY_DIR}/wendConfigVersion.cmake
        DESTINATION ${WEND_CMAKE_DIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
