import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { version } from '../package.json';
import { GraphView } from '../protocol/graph.js';
import { RunExportFormat } from '../protocol/run-export.js';
import { describeSystemError, errorCode, ProblemError } from '../server/support/problem.js';
import { bench } from './bench.js';
import { build } from './build/command.js';
import { clearCache } from './cache/clear.js';
import { fillCache } from './cache/fill.js';
import { collectImages, DEFAULT_LIMIT } from './cache/gc.js';
import { newKey } from './cache/key.js';
import { pullCache } from './cache/pull.js';
import { pushCache } from './cache/push.js';
import { showCache } from './cache/stats.js';
import { verifyCache } from './cache/verify.js';
import { daemonLogs, daemonStatus, stopDaemons } from './daemon.js';
import { doctor } from './doctor.js';
import { exportRun, RUN_FORMAT } from './export.js';
import { FORMATS, graph } from './graph.js';
import { install } from './install.js';
import { mcp } from './mcp/command.js';
import { order } from './order.js';
import { reload } from './reload.js';
import { report } from './report/command.js';
import { run } from './run.js';
import { ExitCode, Failure } from './support/failure.js';
import { VIEW_FORMATS } from './view.js';

const EXIT_CODES = `
Exit codes: build and run pass on the command's own; 125 when AutoJIT itself failed, 126 when the command cannot be
started, 127 when there is no such command. Others: 0, 1 on failure, 2 on wrong usage.`;

function atLeast(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(most)}.`);
  };
}

function commands(): Command {
  const program = new Command('autojit')
    .description('Run native programs lazily: functions compile when they are first called.')
    .version(version)
    .enablePositionalOptions()
    .addHelpText('after', EXIT_CODES);

  program
    .command('doctor')
    .description('check what AutoJIT needs: found where, in which version, or how to get it')
    .option('--json', 'as JSON')
    .action(doctor);
  program
    .command('build')
    .description('run a build command so that it builds with AutoJIT')
    .usage('[--store DIR] [--regular] (-- CMD [ARGS...] | --compile-commands FILE)')
    .argument('[command...]', 'any build command: make, cmake, ./configure ...')
    .option('--store <dir>', 'where bodies and manifests go (default: .autojit here)')
    .option('--regular', 'with the same compilers and without AutoJIT: compile times for "autojit report"')
    .option('--compile-commands <file>', 'run the commands of a compile_commands.json in place of CMD')
    .passThroughOptions()
    .action(build);
  program
    .command('run')
    .description('run a program lazily, with a summary on stderr at the end')
    .usage('[--trace FILE] [--quiet] [--reload [--build CMD]] -- PROG [ARGS...]')
    .argument('<program...>', 'a program that was built with AutoJIT, and its arguments')
    .option('--trace <file>', 'write the trace there (default: among the runs that the editor shows)')
    .option('-q, --quiet', 'no progress and no summary')
    .option('--reload', 'let it take over new builds while it runs ("autojit reload")')
    .option('--build <command>', 'with --reload: build by this command when a source is saved, and take that over')
    .passThroughOptions()
    .action(run);
  program
    .command('reload')
    .description('have programs that run with "autojit run --reload" take over what was built since; 2: nothing to do')
    .argument('[program]', 'only those that run this one')
    .option('--force', 'also where layouts of types changed, or cannot be compared')
    .action(reload);
  program
    .command('report')
    .description('functions by source, compile times, sections and sizes, beside those of a regular build')
    .argument('<program>', 'a program that was built with AutoJIT')
    .option('--regular <program>', 'the same program built as usual')
    .option('--trace <file>', 'a run of it ("autojit run --trace"): what it used, and what was never called')
    .option('--json', 'as JSON')
    .option('--html', 'as one HTML page')
    .action(report);
  program.addCommand(graphCommand());
  program
    .command('export')
    .description('a run for other tools: function coverage, or a profile of who called whom first')
    .argument('<run>', 'a program (its last run), a trace of "autojit run", or a run that the editor saved')
    .addOption(
      new Option('--format <format>', 'for whom')
        .choices([...RunExportFormat.options, RUN_FORMAT])
        .makeOptionMandatory(),
    )
    .option('-o, --output <file>', 'write it there (default: to standard output)')
    .option(
      '--all',
      'coverage also of libraries: what came with the system or a package registry, and third_party folders',
    )
    .action(exportRun);

  program
    .command('order')
    .description('symbols in the order in which runs called them first, for --symbol-ordering-file of lld')
    .argument('<program>', 'a program that was built with AutoJIT')
    .option('--trace <file...>', 'these runs of it (default: all that are kept, the last one first)')
    .option('-o, --output <file>', 'write it there (default: to standard output)')
    .option('--list', 'every function, each with the word hot, cold, or unknown (eager) before it')
    .action(order);
  program
    .command('install')
    .description(
      'copy a program so that it runs without the build that made it: for other users, in packages and containers',
    )
    .argument('<program>', 'a program or library that was built with AutoJIT')
    .argument('<dest>', 'the file, or the folder in which it gets its name, as of install(1)')
    .option('--engine', 'copy the engine too, in place of making all code now')
    .addOption(
      new Option('--jobs <n>', 'make code in as many processes (default: one a processor)').argParser(atLeast(1, 256)),
    )
    .action(install);
  program.addCommand(cacheCommand());
  program
    .command('mcp')
    .description('answer agents over the Model Context Protocol (standard input and output)')
    .argument('[folder...]', 'folders with programs that were built with AutoJIT (default: this one)')
    .option('--allow-run', 'let them run programs and tests without asking a person each time')
    .action(mcp);
  program.addCommand(daemonCommand());
  program
    .command('bench')
    .description('compare with regular builds (scripts/bench.mjs; needs a checkout)')
    .argument('[args...]', 'arguments of the benchmarks')
    .allowUnknownOption()
    .helpOption(false)
    .passThroughOptions()
    .action(bench);
  return program;
}

function cacheCommand(): Command {
  const cache = new Command('cache').description('what the store holds: bodies of functions, images of them, traces');
  const subcommand = (name: string, description: string, isDefault = false): Command =>
    cache
      .command(name, { isDefault })
      .description(description)
      .option('--store <dir>', 'another store (default: AUTOJIT_STORE, .autojit here, or that of the user)');
  subcommand('stats', 'path, size and entries of the store', true).option('--json', 'as JSON').action(showCache);
  subcommand('gc', 'delete the images that were not used for the longest time')
    .addOption(
      new Option('--max <mib>', 'keep this many MiB of images')
        .argParser(atLeast(0, 2 ** 40))
        .default(DEFAULT_LIMIT, `AUTOJIT_IMAGES_LIMIT or ${String(DEFAULT_LIMIT)}`),
    )
    .action(collectImages);
  subcommand('clear', 'delete all bodies, manifests, images and traces of the store')
    .option('--images', 'only the images: programs need no rebuild')
    .action(clearCache);
  cache
    .command('fill')
    .description('make the code of a program ahead, so that its runs need neither engine nor daemon')
    .argument('<program>', 'a program or library that was built with AutoJIT; it is not run')
    .option('--ran', 'only of the functions that earlier runs called, also before the last build')
    .addOption(new Option('--jobs <n>', 'as many processes (default: one a processor)').argParser(atLeast(1, 256)))
    .action(fillCache);
  cache
    .command('push')
    .description('give the team what was made of programs here, signed; for CI')
    .argument('<program...>', 'programs or libraries that were built with AutoJIT')
    .action(pushCache);
  cache
    .command('pull')
    .description('take what the team made of programs, as far as you trust who signed it')
    .argument('<program...>', 'programs or libraries that were built with AutoJIT')
    .action(pullCache);
  cache
    .command('key')
    .description('keys that what a team shares is signed with')
    .command('new')
    .description('make a key pair: writes the private key, prints the public one')
    .argument('[file]', 'where the private key goes (default: team.key beside config.toml)')
    .action(newKey);
  subcommand('verify', 'read all bodies and images and tell which are damaged').action(verifyCache);
  return cache;
}

function daemonCommand(): Command {
  const daemon = new Command('daemon').description('autojitd, which makes functions for several programs at once');
  daemon
    .command('status', { isDefault: true })
    .description('whether it runs, for whom, and what it has made')
    .option('--json', 'as JSON')
    .action(daemonStatus);
  daemon.command('stop').description('end it; programs go on').action(stopDaemons);
  daemon.command('logs').description('what it wrote to its log').action(daemonLogs);
  return daemon;
}

function graphCommand(): Command {
  return new Command('graph')
    .description('the call graph, the run tree or the map of a program, as text or picture')
    .argument('<program>', 'a program that was built with AutoJIT')
    .addOption(
      new Option('--view <view>', 'which graph').choices([...GraphView.options, 'run', 'map']).default('regular'),
    )
    .addOption(
      new Option('--format <format>', 'how to write it')
        .choices([...new Set([...FORMATS, ...VIEW_FORMATS])])
        .default('dot'),
    )
    .option('--root <function>', 'start here (default: main)')
    .addOption(new Option('--depth <n>', 'calls to follow from the root').argParser(atLeast(0, 50)).default(50))
    .addOption(new Option('--depth-in <n>', 'callers to follow').argParser(atLeast(0, 50)).default(0))
    .addOption(new Option('--limit <n>', 'most functions').argParser(atLeast(1, 10_000_000)).default(10_000_000, 'all'))
    .option('--externals', 'also functions that no AutoJIT module defines')
    .option('--own', 'without functions of libraries')
    .option('--trace <file>', 'show the states of this run (views run and map: default the last one)')
    .action(graph);
}

/** One line on stderr and the exit code for whatever went wrong. */
function explain(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : ExitCode.usage;
    return;
  }
  if (error instanceof Failure) {
    console.error(`autojit: ${error.message}`);
    process.exitCode = error.exitCode;
    return;
  }
  const message = error instanceof ProblemError ? error.message : describeSystemError(error);
  console.error(`autojit: ${message}`);
  process.exitCode = ExitCode.failed;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExit);
}

// `autojit graph … | head` closes our output early; that is no error of anybody.
process.stdout.on('error', (error) => {
  if (errorCode(error) === 'EPIPE') process.exit(0);
  throw error;
});

const program = commands();
throwInsteadOfExit(program);
program.parseAsync().catch(explain);
