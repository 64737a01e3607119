cmake_policy(VERSION 3.25)
# The compiler's routines that need nothing but each other, as an archive, and a table of them for static programs (static.h).
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})
file(COPY_FILE ${BUILTINS} ${FOLDER}/builtins.a)
# What needs threads, unwinders, streams or constructors: none of it is called by generated code unless its source names it.
execute_process(COMMAND ${AR} dD ${FOLDER}/builtins.a apple_versioning.c.o clear_cache.c.o divtc3.c.o divxc3.c.o emutls.c.o enable_execute_stack.c.o
                        eprintf.c.o gcc_personality_v0.c.o os_version_check.c.o trampoline_setup.c.o x86.c.o COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${NM} --defined-only --format=just-symbols ${FOLDER}/builtins.a OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY ERROR_QUIET)
string(REPLACE "\n" ";" names "${names}")
list(FILTER names INCLUDE REGEX "^__[a-z0-9]+$")
list(REMOVE_DUPLICATES names)
list(SORT names)
set(table ".section .data.rel.ro, \"aw\", @progbits\n.p2align 3\n.globl autojit_compiler_routines\nautojit_compiler_routines:\n")
foreach(name ${names})
  string(APPEND table ".quad 1f, ${name}\n.pushsection .rodata.str1.1, \"aMS\", @progbits, 1\n1: .asciz \"${name}\"\n.popsection\n")
endforeach()
string(APPEND table ".quad 0, 0\n.section .note.GNU-stack, \"\", @progbits\n")
file(WRITE ${FOLDER}/table.S "${table}")
