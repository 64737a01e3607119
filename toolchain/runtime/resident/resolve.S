/*
 * Where a stub goes when its slot is empty: %r11 holds the slot's address, everything else is as the caller left it.
 *
 * Saves every register that can carry an argument in any calling convention (the general ones that C does not preserve, and
 * all vector and x87 state by xsave), asks for the code, restores, and jumps there. The code never sees
 * that it was not there before.
 */
        .text
        .weak   __autojit_resolve               /* several relocatable links (ld -r) may each carry a runtime */
        .hidden __autojit_resolve
        .type   __autojit_resolve, @function
        .p2align 4
__autojit_resolve:
        .cfi_startproc
        endbr64
        pushq   %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        movq    %rsp, %rbp
        .cfi_def_cfa_register %rbp
        pushq   %r11                            /*  -8(%rbp): slot, later the code */
        pushq   %rax                            /* -16: %al counts vector arguments of variadic calls */
        pushq   %rcx
        pushq   %rdx
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10                            /* -72: static chain */
        pushq   %rbx                            /* -80 */
        .cfi_offset %rbx, -96                   /* a handler may throw while the code is made */

        movq    autojit_vector_state(%rip), %rbx        /* mask, and above it the size */
        testq   %rbx, %rbx
        jnz     1f
        andq    $-16, %rsp
        call    autojit_measure_vector_state    /* compiled to leave vector registers alone */
        movq    autojit_vector_state(%rip), %rbx
1:      movq    %rbx, %rax
        shrq    $32, %rax
        subq    %rax, %rsp
        andq    $-64, %rsp
        testl   %ebx, %ebx
        jz      2f
        xorl    %eax, %eax                      /* xsave leaves parts of its header alone; xrstor wants them zero */
        movq    %rax, 512(%rsp)
        movq    %rax, 520(%rsp)
        movq    %rax, 528(%rsp)
        movq    %rax, 536(%rsp)
        movq    %rax, 544(%rsp)
        movq    %rax, 552(%rsp)
        movq    %rax, 560(%rsp)
        movq    %rax, 568(%rsp)
        movl    %ebx, %eax
        xorl    %edx, %edx
        xsave64 (%rsp)
        jmp     3f
2:      fxsave64 (%rsp)

3:      movq    -8(%rbp), %rdi
        movq    8(%rbp), %rsi                   /* return address: the call that got here */
        call    *autojit_materialize(%rip)
        movq    %rax, -8(%rbp)

        testl   %ebx, %ebx
        jz      4f
        movl    %ebx, %eax
        xorl    %edx, %edx
        xrstor64 (%rsp)
        jmp     5f
4:      fxrstor64 (%rsp)

5:      leaq    -80(%rbp), %rsp
        popq    %rbx
        .cfi_restore %rbx
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rdx
        popq    %rcx
        popq    %rax
        popq    %r11
        popq    %rbp
        .cfi_def_cfa %rsp, 8
        .cfi_restore %rbp
        jmpq    *%r11
        .cfi_endproc
        .size   __autojit_resolve, .-__autojit_resolve

        .section .note.gnu.property, "a"        /* IBT and SHSTK: endbr64 above, no return address is changed */
        .p2align 3
        .long   4, 16, 5
        .asciz  "GNU"
        .long   0xc0000002, 4, 3, 0
        .section .note.GNU-stack, "", @progbits
