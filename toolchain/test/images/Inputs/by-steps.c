static int first(int x) { return x + 1; }
static int second(int x) { return x + 2; }
int main(int count, char **arguments) {
  int sum = first(count);
  return count > 1 && *arguments[1] == '2' ? second(sum) != 5 : sum != 3;
}
