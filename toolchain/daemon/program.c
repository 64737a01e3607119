/* The program autojitd. What it does is in the engine's library, with the LLVM that both need (Main.cpp). */
int autojitd_main(int count, char **values);

int main(int count, char **values) { return autojitd_main(count, values); }
