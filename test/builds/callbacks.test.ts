import { expect, test } from 'vitest';
import { graphOf } from './graph-of.js';

test('who hands on an address leads to the function: threads, comparisons, handlers, exit', () => {
  const { edges } = graphOf(
    {
      'server.c': `
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
static int step(int x) { return x * 2; }
static void *worker(void *p) { (void)p; step(1); return 0; }
static int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static void on_signal(int s) { step(s); }
static void on_alarm(int s) { step(s); }
static void at_exit(void) { step(3); }
int main(void) {
  pthread_t t;
  pthread_create(&t, 0, worker, 0);
  pthread_join(t, 0);
  int v[3] = {3, 1, 2};
  qsort(v, 3, sizeof *v, cmp);
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGUSR1, &action, 0);
  signal(SIGALRM, on_alarm);
  atexit(at_exit);
  return 0;
}
`,
    },
    ['cc', '-g', '-O0', 'server.c', '-o', 'prog', '-pthread'],
  );
  expect(edges).toEqual([
    'at_exit direct step',
    'main passes at_exit',
    'main passes cmp',
    'main passes on_alarm',
    'main passes on_signal',
    'main passes worker',
    'on_alarm direct step',
    'on_signal direct step',
    'worker direct step',
  ]);
});

test('a table that a function only reads from is handed on by nobody', () => {
  const { edges } = graphOf(
    {
      'table.c': `
static int one(int x) { return x + 1; }
static int two(int x) { return x + 2; }
static int (*const table[])(int) = {one, two};
int main(int argc, char **argv) { (void)argv; return table[argc & 1](1) > 9; }
`,
    },
    ['cc', '-g', '-O0', 'table.c', '-o', 'prog'],
  );
  expect(edges).toEqual(['main candidate one', 'main candidate two']);
});

test('a coroutine leads to what it awaits', () => {
  const { edges } = graphOf(
    {
      'co.cpp': `
#include <coroutine>
static void enqueue(std::coroutine_handle<> h) { h.resume(); }
struct Wait {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> h) { enqueue(h); }
  int await_resume() { return 7; }
};
struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
static Task job() { co_await Wait{}; }
int main() { job(); }
`,
    },
    ['c++', '-std=c++20', '-g', '-O0', 'co.cpp', '-o', 'prog'],
  );
  expect(edges).toEqual(
    expect.arrayContaining([
      'main direct job',
      'job direct job [await_suspend]',
      'job [await_suspend] direct Wait::await_suspend',
      'Wait::await_suspend direct enqueue',
    ]),
  );
});

test('what a library calls is in the live picture, whoever gave it the address', () => {
  const { edges, nodes } = graphOf(
    {
      'prog.c': `
#include <stdlib.h>
static int step(int x) { return x + 1; }
static void at_exit(void) { step(1); }
static void (*volatile given)(void) = at_exit;
int main(void) { return atexit(given); }
`,
    },
    ['cc', '-g', '-O0', 'prog.c', '-o', 'prog'],
    ['--view', 'live', '--trace', 'trace.jsonl'],
  );
  expect(nodes).toEqual(['at_exit', 'main', 'step']);
  expect(edges).toEqual(['at_exit direct step', 'at_exit observed step']);
});
