/*
 * void *run_on_stack(void *top, void *(*work)(void *), void *argument): calls work(argument) on another stack, whose highest address is `top`
 * (16-aligned). What makes code needs far more stack than a thread or a signal handler may have left.
 */
        .text
        .globl  run_on_stack
        .hidden run_on_stack
        .type   run_on_stack, @function
run_on_stack:
        .cfi_startproc
        endbr64
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        movq    %rdi, %rsp
        movq    %rdx, %rdi
        call    *%rsi
        leave
        .cfi_def_cfa %rsp, 8
        .cfi_restore %rbp
        ret
        .cfi_endproc
        .size   run_on_stack, .-run_on_stack

        .section .note.gnu.property, "a"        /* IBT and SHSTK: calls and returns stay paired */
        .p2align 3
        .long   4, 16, 5
        .asciz  "GNU"
        .long   0xc0000002, 4, 3, 0
        .section .note.GNU-stack, "", @progbits
