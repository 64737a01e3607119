/** What the benchmark of pictures needs (bench/programs/pictures.mjs). */
export { launchBrowser } from '../harness/browser.js';
export { measurePicture, SIZES, worse } from './picture-measures.js';
export { framesOf, pictureOf } from './real-pictures.js';
export { readReal } from './real-program.js';
