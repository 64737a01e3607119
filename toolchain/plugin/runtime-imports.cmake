# Lists what the shared LIBRARIES (separated by commas) import, as C string literals with commas, in OUTPUT.
string(REPLACE "," ";" LIBRARIES "${LIBRARIES}")
execute_process(COMMAND ${NM} --dynamic --undefined-only --just-symbol-name ${LIBRARIES} OUTPUT_VARIABLE NAMES COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]*(@[^\n]*)?\n" NAMES "${NAMES}")
list(TRANSFORM NAMES REPLACE "(@[^\n]*)?\n" "")
list(REMOVE_DUPLICATES NAMES)
# LLVM brings these for compressed debug sections, which the engine never has: zlib and zstd themselves can be lazy.
list(FILTER NAMES EXCLUDE REGEX "^(ZSTD_.*|compress.*|uncompress|crc32)$")
list(SORT NAMES)
list(TRANSFORM NAMES REPLACE "(.+)" "    \"\\1\",")
list(JOIN NAMES "\n" TEXT)
file(WRITE ${OUTPUT} "${TEXT}\n")
