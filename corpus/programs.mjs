// The programs of the corpus, the small ones first. Adding one: a file in programs/, a line here.
import bzip2 from './programs/bzip2.mjs';
import filecheck from './programs/filecheck.mjs';
import gccTorture from './programs/gcc-torture.mjs';
import googletest from './programs/googletest.mjs';
import json from './programs/json.mjs';
import lua from './programs/lua.mjs';
import ripgrep from './programs/ripgrep.mjs';
import sqlite from './programs/sqlite.mjs';
import zlib from './programs/zlib.mjs';
import zstd from './programs/zstd.mjs';

export const programs = [zlib, bzip2, lua, sqlite, zstd, googletest, ripgrep, json, filecheck, gccTorture];
