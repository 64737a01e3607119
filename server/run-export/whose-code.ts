/** Sources that come with a compiler, a distribution or a package registry: nobody measures the coverage of those. */
const OTHERS = /^\/(?:usr|rustc|opt)\/|\/\.(?:cargo|rustup)\/|\/node_modules\//;

export const isOwnSource = (file: string): boolean => !OTHERS.test(file);
