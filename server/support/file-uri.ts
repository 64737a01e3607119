import { fileURLToPath } from 'node:url';

/**
 * The file that an address of the editor means, where it is one of this machine's. What runs here runs where the folder is (over SSH,
 * in WSL, in a container), and there the editor says `file:`; other schemes (`vscode-remote:`, `vscode-vfs:`, `vscode-local:`, `git:`)
 * and hosts are other machines, or no files, though their paths may look like ours.
 */
export function filePath(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const parsed = new URL(uri);
  // No file's name has a slash in it.
  const isHere = parsed.protocol === 'file:' && parsed.hostname === '' && !/%2f/i.test(parsed.pathname);
  return isHere ? fileURLToPath(parsed) : undefined;
}
