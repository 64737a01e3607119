// The programs of the corpus, the small ones first. Adding one: a file in programs/, a line here.
import bzip2 from './bzip2.mjs';
import filecheck from './filecheck.mjs';
import gccTorture from './gcc-torture.mjs';
import googletest from './googletest.mjs';
import json from './json.mjs';
import lua from './lua.mjs';
import ripgrep from './ripgrep.mjs';
import sqlite from './sqlite.mjs';
import zlib from './zlib.mjs';
import zstd from './zstd.mjs';

export const programs = [zlib, bzip2, lua, sqlite, zstd, googletest, ripgrep, json, filecheck, gccTorture];
