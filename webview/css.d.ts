/** The bundler turns an imported style sheet into a file of its own beside the script. */
declare module '*.css';
