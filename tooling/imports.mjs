// Rules for dependency-cruiser: imports of TypeScript and JavaScript between rooms.
import { document, readRooms, TESTS } from './rooms.mjs';

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Files of a room, those below it too. */
const filesOf = ({ folder, only }) => `^${escaped(folder)}/${only ? '[^/]+$' : ''}`;

/** The folder may be a link to one elsewhere. */
const PACKAGES = '(^|/)node_modules/';

/** Node's own modules have no path; of `vscode`, which VS Code gives to extensions, only the types are a package. */
const packagePaths = (names) =>
  names
    .filter((name) => name !== 'Node')
    .flatMap((name) => [`${PACKAGES}${escaped(name)}/`, `${PACKAGES}@types/${escaped(name)}/`]);

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
    rules.push({
      ...rule,
      name: `${room.name} runs outside VS Code`,
      to: { path: `^vscode$|${PACKAGES}@types/vscode/` },
    });
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
      from: { pathNot: [TESTS, ...rooms.map(filesOf), PACKAGES, '^[^/]+$'] },
      to: {},
    },
    {
      name: 'nothing but tests knows tests',
      severity: 'error',
      from: { pathNot: [TESTS, '^test/', PACKAGES] },
      to: { path: TESTS, pathNot: PACKAGES },
    },
    ...rooms.flatMap((room) => rulesOf(room, rooms)),
  ];
}

export const cruiseOptions = {
  validate: true, // the rule set alone is only carried along
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types'],
    extensions: ['.ts', '.d.ts', '.mts', '.mjs', '.js', '.json'],
  },
};
