// Rules for dependency-cruiser: imports of TypeScript and JavaScript between rooms.
import { document, readRooms, TESTS } from './rooms.mjs';

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Files of a room, those below it too. */
const filesOf = ({ folder, only }) => `^${escaped(folder)}/${only ? '[^/]+$' : ''}`;

/** Node's own modules have no path, and `vscode` is no package: VS Code gives it to extensions. */
const packagePaths = (names) =>
  names
    .filter((name) => name !== 'Node' && name !== 'vscode')
    .flatMap((name) => [`^node_modules/${escaped(name)}/`, `^node_modules/@types/${escaped(name)}/`]);

function rulesOf(room, rooms) {
  const below = rooms.filter((other) => other !== room && other.folder.startsWith(`${room.folder}/`));
  const rule = {
    comment: `${document} does not name it among what ${room.name} may know.`,
    severity: 'error',
    from: { path: filesOf(room), pathNot: [TESTS, ...(room.only ? [] : below.map(filesOf))] },
  };
  const known = [room, ...room.knows].map(filesOf);
  const tests = room.folder.startsWith('test/') ? [TESTS] : [];
  const rules = [
    {
      ...rule,
      name: `${room.name} knows what its row names`,
      to: { path: '/', pathNot: [...known, ...tests, ...packagePaths(room.packages)], dependencyTypesNot: ['core'] },
    },
  ];
  if (!room.packages.includes('Node'))
    rules.push({ ...rule, name: `${room.name} runs without Node`, to: { dependencyTypes: ['core'] } });
  if (!room.packages.includes('vscode'))
    rules.push({ ...rule, name: `${room.name} runs outside VS Code`, to: { path: '^vscode$' } });
  return rules;
}

export function importRules(all = readRooms()) {
  const rooms = all.filter(({ folder }) => !folder.startsWith('toolchain/'));
  return [
    {
      name: 'no circles',
      comment: 'Two files that need each other are one, or both need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'each folder is a room',
      comment: `A new folder needs a row in ${document} that says what it is for and whom it may know.`,
      severity: 'error',
      from: { pathNot: [TESTS, ...rooms.map(filesOf), '^node_modules/', '^[^/]+$'] },
      to: {},
    },
    {
      name: 'nothing but tests knows tests',
      severity: 'error',
      from: { pathNot: [TESTS, '^test/', '^node_modules/'] },
      to: { path: TESTS, pathNot: '^node_modules/' },
    },
    ...rooms.flatMap((room) => rulesOf(room, rooms)),
  ];
}

export const cruiseOptions = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types'],
    extensions: ['.ts', '.mts', '.mjs', '.js', '.json'],
  },
};
