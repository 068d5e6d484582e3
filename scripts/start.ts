// What `npm start` runs: builds, then opens the demo, or the console on the server that is named after `--`.
import './build.ts';

const [node = '', , ...rest] = process.argv;
const named = rest.some(word => !word.startsWith('-'));
process.argv = [node, 'pgdeck', ...(named ? rest : ['demo', ...rest])];
const program: string = '../dist/cli.js';
await import(program);
