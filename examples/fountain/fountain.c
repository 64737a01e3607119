// A fountain in the terminal, to be edited while it runs: `autojit build -- make`, then
// `autojit run --reload --build make -- ./fountain`. Change a number in launch() or draw(), save, and watch.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { WIDTH = 72, HEIGHT = 22, DROPS = 240 };

struct drop {
  float x, y, dx, dy;
};

static struct drop drops[DROPS];
static char screen[HEIGHT][WIDTH + 1];

static float random_between(float low, float high) { return low + (high - low) * (float)rand() / (float)RAND_MAX; }

// How a drop leaves the fountain: try another angle, or two jets.
static void launch(struct drop *drop) {
  drop->x = WIDTH / 2.0f;
  drop->y = 0;
  drop->dx = random_between(-0.6f, 0.6f);
  drop->dy = random_between(0.9f, 1.5f);
}

// What pulls it down: try 0.02, or a wind from the side.
static void move(struct drop *drop) {
  drop->dy -= 0.06f;
  drop->x += drop->dx;
  drop->y += drop->dy;
  if (drop->y < 0)
    launch(drop);
}

// What a drop looks like: it may depend on its speed.
static char draw(const struct drop *drop) { return drop->dy > 0 ? '|' : '.'; }

static void show(void) {
  for (int row = 0; row < HEIGHT; ++row)
    for (int column = 0; column < WIDTH; ++column)
      screen[row][column] = ' ';
  for (int i = 0; i < DROPS; ++i) {
    int column = (int)drops[i].x, row = HEIGHT - 1 - (int)drops[i].y;
    if (column >= 0 && column < WIDTH && row >= 0 && row < HEIGHT)
      screen[row][column] = draw(&drops[i]);
  }
  printf("\033[H");
  for (int row = 0; row < HEIGHT; ++row)
    printf("%.*s\n", WIDTH, screen[row]);
  fflush(stdout);
}

static void step(void) {
  for (int i = 0; i < DROPS; ++i)
    move(&drops[i]);
  show();
}

int main(void) {
  for (int i = 0; i < DROPS; ++i) {
    launch(&drops[i]);
    for (int moves = rand() % 40; moves > 0; --moves)
      move(&drops[i]);
  }
  printf("\033[2J");
  for (;;) {
    step();
    usleep(40000);
  }
}
