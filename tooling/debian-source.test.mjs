import { describe, expect, it } from 'vitest';
import { parseList } from './debian-source.mjs';

describe('parseList', () => {
  it('reads deb822 stanzas, one entry for each URI and suite', () => {
    const text = `# comment
Types: deb
# another
URIs: http://one.example/debian http://two.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://third.example/apt
Suites: nodistro
Components: extra
`;
    const signedBy = '/usr/share/keyrings/debian-archive-keyring.gpg';
    expect(parseList(text, true)).toEqual([
      { uri: 'http://one.example/debian', suite: 'bookworm', signedBy },
      { uri: 'http://one.example/debian', suite: 'bookworm-updates', signedBy },
      { uri: 'http://two.example/debian', suite: 'bookworm', signedBy },
      { uri: 'http://two.example/debian', suite: 'bookworm-updates', signedBy },
    ]);
  });

  it('keeps a key that is written out in place', () => {
    const key = '\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----';
    const text = `Types: deb\nSigned-By:${key}\nURIs: http://one.example/debian\nSuites: bookworm\nComponents: main\n`;
    expect(parseList(text, true)).toEqual([{ uri: 'http://one.example/debian', suite: 'bookworm', signedBy: key }]);
  });

  it('leaves out what is switched off', () => {
    const text = 'Types: deb\nEnabled: no\nURIs: http://one.example/debian\nSuites: bookworm\nComponents: main\n';
    expect(parseList(text, true)).toEqual([]);
  });

  it('reads one-line lists with and without options', () => {
    const text = `# deb http://off.example/debian bookworm main
deb http://one.example/debian bookworm main contrib
deb [arch=amd64 signed-by=/key.gpg] http://two.example/debian bookworm-security main
deb http://three.example/apt stable extra
`;
    expect(parseList(text, false)).toEqual([
      { uri: 'http://one.example/debian', suite: 'bookworm', signedBy: undefined },
      { uri: 'http://two.example/debian', suite: 'bookworm-security', signedBy: '/key.gpg' },
    ]);
  });
});
