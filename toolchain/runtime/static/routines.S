/*
 * struct autojit_routine autojit_library_routines[] (static.h): library routines that generated code calls without its source naming them. In a static
 * program they must be linked in, since nobody can be asked for them later. What optimizers make of other calls and of loops, and what plain operators
 * need on some processors, always is (names from LLVM's RuntimeLibcalls and SimplifyLibCalls); mathematics that a source names only as a built-in
 * function, where the program has it.
 */
        .macro always names:vararg
        .irp name, \names
        .quad 1f, \name
        .pushsection .rodata.str1.1, "aMS", @progbits, 1
1:      .asciz "\name"
        .popsection
        .endr
        .endm

        .macro where_linked names:vararg
        .irp name, \names
        .weak \name
        .endr
        always \names
        .endm

/* float, double, long double */
#define REAL(name) name##f, name, name##l

        .section .data.rel.ro, "aw", @progbits
        .p2align 3
        .globl autojit_library_routines
        .hidden autojit_library_routines
autojit_library_routines:
        always memcpy, memmove, memset, memcmp, memchr, memrchr, mempcpy, bcmp, strlen, strnlen, strchr, strrchr, strcmp, strncmp, strcpy
        always strncpy, stpcpy, strcat, puts, putchar, fputc, fputs, fwrite, calloc, abort, __stack_chk_fail
        always REAL(floor), REAL(ceil), REAL(trunc), REAL(rint), REAL(nearbyint), REAL(round), REAL(roundeven), REAL(fmod), REAL(fmin)
        always REAL(fmax), REAL(sqrt), REAL(ldexp)
        where_linked _Unwind_Resume, wcslen, sprintf
        where_linked REAL(sin), REAL(cos), REAL(sincos), REAL(tan), REAL(asin), REAL(acos), REAL(atan), REAL(atan2), REAL(sinh), REAL(cosh)
        where_linked REAL(tanh), REAL(exp), REAL(exp2), REAL(exp10), REAL(log), REAL(log2), REAL(log10), REAL(pow), REAL(cbrt)
        where_linked REAL(fma), REAL(frexp), REAL(modf), REAL(lround), REAL(llround), REAL(lrint), REAL(llrint), REAL(copysign), REAL(fabs)
        .quad 0, 0

        .section .note.GNU-stack, "", @progbits
