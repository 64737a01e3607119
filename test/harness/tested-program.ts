import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { autojitBuild } from './autojit-build.js';

const HEADER = `#pragma once

struct Cart {
  int items = 0;
  int cents = 0;
};

void add(Cart &cart, int price);
int total(const Cart &cart);
int discount(const Cart &cart);
void clear(Cart &cart);
`;

const SOURCE = `#include "cart.h"

static int rounded(int cents) {
  return (cents + 2) / 5 * 5;
}

void add(Cart &cart, int price) {
  cart.items += 1;
  cart.cents += price;
}

int discount(const Cart &cart) {
  return cart.items >= 3 ? cart.cents / 10 : 0;
}

int total(const Cart &cart) {
  return rounded(cart.cents - discount(cart));
}

void clear(Cart &cart) {
  cart = Cart();
}
`;

const TESTS = `#include "cart.h"
#include <gtest/gtest.h>

TEST(Cart, StartsEmpty) {
  EXPECT_EQ(Cart().items, 0);
}

TEST(Cart, AddsUp) {
  Cart cart;
  add(cart, 120);
  add(cart, 80);
  EXPECT_EQ(total(cart), 200);
}

TEST(Cart, RoundsToFiveCents) {
  Cart cart;
  add(cart, 199);
  EXPECT_EQ(total(cart), 199);
}
`;

const FILES: Readonly<Record<string, string>> = { 'cart.h': HEADER, 'cart.cpp': SOURCE, 'cart_test.cpp': TESTS };

/** 1-based. */
export const lineInShop = (file: string, what: string): number =>
  (FILES[file] ?? '').split('\n').findIndex((line) => line.includes(what)) + 1;

/** A folder with a small shop and its GoogleTests, of which one fails, built by AutoJIT. */
export function buildTestedProgram(): { folder: string; program: string; remove(): void } {
  const parent = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'autojit-tests-'));
  // Its name is in the picture of docs/tests.md.
  const folder = path.join(parent, 'shop');
  fs.mkdirSync(folder);
  for (const [name, text] of Object.entries(FILES)) fs.writeFileSync(path.join(folder, name), text);
  const command = ['c++', '-g', '-O0', 'cart.cpp', 'cart_test.cpp', '-o', 'cart_test', '-lgtest', '-lgtest_main'];
  autojitBuild(folder, ...command);
  return {
    folder,
    program: path.join(folder, 'cart_test'),
    remove: () => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 5 }),
  };
}
