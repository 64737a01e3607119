# CMake toolchain file (cmake --toolchain …/cmake/autojit.cmake -S . -B build): compiles and links with AutoJIT, whatever the project.
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH _autojit)
set(CMAKE_C_COMPILER "${_autojit}/bin/autojit-clang")
set(CMAKE_CXX_COMPILER "${_autojit}/bin/autojit-clang++")
find_program(_autojit_flang NAMES flang-22 PATHS /usr/lib/llvm-22/bin NO_CACHE)
if(_autojit_flang)
  set(CMAKE_Fortran_COMPILER "${_autojit}/bin/autojit-flang")
endif()

# ccache takes neither the plugin nor the store into account by itself (docs/builds.md). The store is named for both, so that they agree.
foreach(_language C CXX)
  if(CMAKE_${_language}_COMPILER_LAUNCHER MATCHES "ccache$")
    set(_store "$ENV{AUTOJIT_STORE}")
    if(NOT _store AND "$ENV{XDG_CACHE_HOME}")
      set(_store "$ENV{XDG_CACHE_HOME}/autojit/store")
    elseif(NOT _store)
      set(_store "$ENV{HOME}/.cache/autojit/store")
    endif()
    cmake_path(ABSOLUTE_PATH _store BASE_DIRECTORY "${CMAKE_BINARY_DIR}")
    set(CMAKE_${_language}_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "AUTOJIT_STORE=${_store}" "CCACHE_EXTRAFILES=${_autojit}/autojit.cfg:${_store}/id"
        ${CMAKE_${_language}_COMPILER_LAUNCHER})
  endif()
endforeach()
