/** Languages of the compilers that AutoJIT has, by VS Code's own names. */
const LANGUAGES = ['c', 'cpp', 'objective-c', 'objective-cpp', 'rust'];

/** VS Code itself knows no Fortran: there, names of files tell, whatever extension gives them a language. */
const FORTRAN = '**/*.{f,for,f77,f90,f95,f03,f08,F,F90,F95,F03,F08}';

/** Documents that have lenses, hovers and hints, and whose cursor a graph can follow. */
export const DOCUMENTS = [
  ...LANGUAGES.map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', pattern: FORTRAN },
];
