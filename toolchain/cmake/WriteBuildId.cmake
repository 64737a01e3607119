# Writes OUTPUT, a header with one number that stands for all that decides what code this toolchain makes: its sources and LLVM's version. Equal
# sources give an equal number wherever they are built. Run at each build; the file is only touched when it changes.
cmake_policy(VERSION 3.25)
file(GLOB_RECURSE SOURCES RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/daemon/* ${SOURCE_DIR}/engine/* ${SOURCE_DIR}/include/* ${SOURCE_DIR}/plugin/* ${SOURCE_DIR}/runtime/*)
list(SORT SOURCES)
set(ALL "LLVM ${LLVM_VERSION}\n${VARIANT}\n")
foreach(SOURCE IN LISTS SOURCES)
  file(SHA256 ${SOURCE_DIR}/${SOURCE} HASH)
  string(APPEND ALL "${SOURCE} ${HASH}\n")
endforeach()
string(SHA256 HASH "${ALL}")
string(SUBSTRING ${HASH} 0 32 HASH)
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define AUTOJIT_BUILD_ID \"@HASH@\"\n" @ONLY)
