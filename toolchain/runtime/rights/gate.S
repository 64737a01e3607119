/*
 * Where a gate leads, with its description in %r11: has rights prepared, then goes on to the function as if nothing had been. The C library's functions
 * behind gates take integers and pointers; a variadic one may look at vector registers, so these are saved too.
 */
        .text
        .globl  autojit_pass_gate
        .hidden autojit_pass_gate
        .type   autojit_pass_gate, @function
        .p2align 4
autojit_pass_gate:
        .cfi_startproc
        endbr64
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        pushq   %rax                            /* %al counts vector arguments */
        pushq   %r11
        pushq   %r9
        pushq   %r8
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        movq    %r11, %rdi
        movq    %rsp, %rsi                      /* the arguments, in their order */
        subq    $512, %rsp
        andq    $-64, %rsp
        fxsave64 (%rsp)
        call    autojit_before_rights
        fxrstor64 (%rsp)
        leaq    -64(%rbp), %rsp
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %r8
        popq    %r9
        popq    %r11
        popq    %rax
        popq    %rbp
        .cfi_def_cfa %rsp, 8
        .cfi_restore %rbp
        jmpq    *8(%r11)
        .cfi_endproc
        .size   autojit_pass_gate, .-autojit_pass_gate

        .section .note.gnu.property, "a"        /* IBT and SHSTK: endbr64 above, no return address is changed */
        .p2align 3
        .long   4, 16, 5
        .asciz  "GNU"
        .long   0xc0000002, 4, 3, 0
        .section .note.GNU-stack, "", @progbits
